"""Tests of mx.image."""

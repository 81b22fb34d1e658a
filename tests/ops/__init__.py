"""Tests that follow from one row per operator: see samples.py."""

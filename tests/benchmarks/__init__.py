"""Measurements, beside PyTorch and MXNet where their interpreters are given. Not tests."""

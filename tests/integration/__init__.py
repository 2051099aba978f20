"""Tests that use the real engines; see README.md."""

"""Tests in a real browser; see README.md."""

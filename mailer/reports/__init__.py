"""WHAT, its source: bytes in, Report out. Plain Python, no Django."""

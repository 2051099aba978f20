"""Editions: telling, compiling and personalising."""

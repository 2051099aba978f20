"""Readability: figures, marks and the rules of Leichte Sprache."""

"""Tests of dispatch that need no database."""

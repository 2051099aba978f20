"""What every package may raise and every staff page understands."""

from __future__ import annotations


class NoSuchThingError(Exception):
    """What a page is about does not exist, or not for this user."""

"""Wishes that cannot be granted."""

from __future__ import annotations


class ConsentError(Exception):
    """A wish that cannot be granted: says why and what would help."""


class NotPublicError(ConsentError):
    """Nobody signs up to a private list, whoever knows its id (S11)."""


class MustStayError(ConsentError):
    """The list's members may not leave it themselves (P37)."""


class NotMailableError(ConsentError):
    """Mails to the address came back, or a complaint or staff blocked it (invariant 5)."""


class SameAddressError(ConsentError):
    """Somebody wants to change to the address that they have."""

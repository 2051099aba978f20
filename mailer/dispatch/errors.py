"""What dispatch refuses. Each error says what is wrong and what to do."""

from __future__ import annotations

from staff.errors import NoSuchThingError


class DispatchError(Exception):
    """Base of all refusals; the text is fit for staff."""


class NotFoundError(DispatchError, NoSuchThingError):
    """There is no such thing."""


class PlanError(DispatchError):
    """A campaign that makes no sense; `rival` names another one that stands in its way."""

    def __init__(self, words: str, *, rival: str = "") -> None:
        super().__init__(words)
        self.rival = rival


class StateError(DispatchError):
    """Not possible in this state of the issue."""


class HinderedError(StateError):
    """The issue's state would allow it; something else stands in the way, and the words say what.

    They are a sentence that pages can say in the user's language (`web.words.FILLED`).
    """


class ComposeError(DispatchError):
    """An edition that cannot be made, by telling, template or text; nothing of it was stored."""


class ApprovalError(DispatchError):
    """Approval is missing, void, or was asked of the wrong person."""

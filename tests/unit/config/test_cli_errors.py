"""What goes wrong on the command line is said in words, with a code of its own."""

from __future__ import annotations

from config.cli.errors import Code, known
from mailer.editions.event import NoDayError


def test_an_invitation_without_a_day_is_refused_in_words() -> None:
    """Issue 5: `rundbrief check --layout invitation` on a report that names no day."""
    said = known(NoDayError("Neues vom Bus"))
    assert said is not None
    assert (said.exit_code, "Wann: Samstag" in said.message) == (Code.REFUSED, True)

"""What outcomes mean for deliveries, when they are tried again, and what weighs for the guard."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from config.env import Key
from mailer.delivery.replies import outcome
from mailer.delivery.seam import Outcome, Verdict
from mailer.dispatch.guard import why_to_pause
from mailer.dispatch.identity import Names
from mailer.dispatch.progress import Replies
from mailer.dispatch.settling import next_try, settled, tally


@time_machine.travel("2026-03-02 07:00", tick=False)
def test_pauses_double_up_to_the_longest() -> None:
    """M43: half an hour at first, six hours at most, also after any number of attempts."""
    minutes = [(next_try(count) - timezone.now()).total_seconds() / 60 for count in range(6)]
    assert minutes == [30, 60, 120, 240, 360, 360]
    assert (next_try(10**6) - timezone.now()).total_seconds() == 6 * 3600


@pytest.mark.parametrize(
    ("said", "state", "weighs"),
    [
        (outcome(250, b"2.0.0 queued"), "accepted", "sent"),
        (outcome(550, b"5.1.1 unknown"), "failed", "refused"),
        (Outcome(Verdict.NEVER, status="5.1.3", words="no address"), "failed", "refused"),
        (Outcome(Verdict.NEVER, status="5.6.7", words="no SMTPUTF8"), "failed", "refused"),
        (Outcome(Verdict.NEVER, status="5.3.4", words="at most 9 octets"), "deferred", "blamed"),
        (Outcome(Verdict.NEVER, status="5.6.1", words="no 8-bit"), "deferred", "blamed"),
        (outcome(552, b"5.3.4 too big for this mailbox"), "failed", "refused"),
        (outcome(530, b"5.7.0 Authentication required"), "deferred", "blamed"),
        (outcome(550, b"5.7.1 rate limit exceeded"), "deferred", ""),
        (outcome(451, b"4.7.26 DMARC"), "deferred", ""),
        (Outcome(Verdict.UNCERTAIN, words="broke"), "uncertain", ""),
    ],
)
def test_each_outcome_has_its_state_and_its_weight(said: Outcome, state: str, weighs: str) -> None:
    """M43, M54: who was refused because of us waits; failures count, with a reply or without."""
    row = settled(said, 0)
    assert row.state == state
    assert (row.next_try_at is not None) == (state == "deferred")
    assert {name for name, count in tally([row]).items() if count} == ({weighs} - {""})


@pytest.mark.parametrize(
    ("sent", "failed", "complained", "pauses"),
    [
        (188, 11, 0, False),
        (189, 11, 0, True),
        (190, 10, 0, False),
        (1000, 0, 3, False),
        (1000, 0, 4, True),
        (199, 0, 199, False),
    ],
)
def test_an_issue_is_judged_from_200_answers_on(
    sent: int, failed: int, complained: int, pauses: bool
) -> None:
    """M54: more than 5 % of failures or 0.3 % of complaints, as it is set where nobody sets it."""
    assert bool(why_to_pause(Replies(sent, failed, 0, complained))) is pauses


def test_return_paths_hang_on_a_key(settings: Settings) -> None:
    """M39: nobody who has one of them makes another; without the key not even that one."""
    settings.BOUNCE_DOMAIN = "bounce.example.org"
    settings.TOKEN_KEYS = (Key("one", b"1" * 32),)
    now = timezone.now()
    first, other = (Names(1, now).return_path(to, otherwise="") for to in (2, 3))
    assert first.partition(".")[2] != other.partition(".")[2]
    assert first == Names(1, now).return_path(2, otherwise="")
    settings.TOKEN_KEYS = (Key("two", b"2" * 32),)
    assert first != Names(1, now).return_path(2, otherwise="")

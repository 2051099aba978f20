"""What a spam filter thinks of a mail: rspamd by HTTP, or SpamAssassin where it is installed."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess

import httpx
from django.conf import settings
from django.utils import timezone

from mailer.dispatch.letters import head_of
from mailer.editions.check import Look
from mailer.editions.person import Person, salutation
from mailer.editions.personalise import Recipient, personalise
from mailer.editions.skeleton import skeleton
from mailer.models import Edition
from mailer.models.issues import value_of
from subscribers import audience
from subscribers.audience import ListInfo

log = logging.getLogger(__name__)
SECONDS = 30
SAMPLE = Person(given_name="Kim", family_name="Beispiel")
# The header X-Spam-Status, unfolded.
_STATUS = re.compile(r"score=(-?[\d.]+) required=([\d.]+) tests=(\S*)")
AWAY = Look("unreachable")


def score(row: Edition, entry: ListInfo) -> Look:
    """The mind of the filter that there is, about the mail to a sample recipient."""
    if settings.RSPAMD_URL:
        return _rspamd(_message(row, entry))
    program = shutil.which("spamassassin")
    return _spamassassin(program, _message(row, entry)) if program else AWAY


def _rspamd(message: bytes) -> Look:
    try:
        answer = httpx.post(f"{settings.RSPAMD_URL}/checkv2", content=message, timeout=SECONDS)
        found = answer.raise_for_status().json()
        signs = sorted(found["symbols"].values(), key=lambda sign: -sign["score"])
        names = [str(sign["name"]) for sign in signs if sign["score"] > 0]
        return judged(float(found["score"]), float(found["required_score"]), signs=names)
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
        log.warning("rspamd did not answer: %s", error)
        return AWAY


def _spamassassin(program: str, message: bytes) -> Look:
    """With its own rules only (--local): it asks nobody on the network."""
    try:
        done = subprocess.run(
            [program, "--local"], input=message, capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("SpamAssassin did not answer: %s", error)
        return AWAY
    head = re.sub(r"\r?\n[ \t]+", "", done.stdout.decode("utf-8", "replace"))
    found = _STATUS.search(head.replace(" ", " "))
    if found is None:
        return AWAY
    signs = [name for name in found[3].split(",") if name != "none"]
    return judged(float(found[1]), float(found[2]), signs=signs)


def judged(points: float, limit: float, *, signs: list[str]) -> Look:
    """Bad from the filter's own limit on, with what weighed most."""
    if points < limit:
        return Look("fine")
    values = {"score": f"{points:.1f}", "limit": f"{limit:.1f}", "signs": ", ".join(signs[:5])}
    return Look("bad", "spam", values)


def _message(row: Edition, entry: ListInfo) -> bytes:
    unsubscribe, preferences = audience.Mint(entry.id).tokens(0)
    edition = value_of(row)
    to = Recipient(
        "kim.beispiel@example.org",
        "sample",
        unsubscribe,
        preferences,
        SAMPLE.full_name,
        salutation(SAMPLE, row.language),
        SAMPLE.given_name,
    )
    head = head_of(row.issue_id, entry, edition=edition)
    return personalise(skeleton(edition), to, head=head, date=timezone.localtime())

"""What a spam filter thinks of a mail: rspamd by HTTP, or SpamAssassin where it is installed."""

from __future__ import annotations

import logging
import re
import shutil
import subprocess
from email.parser import BytesHeaderParser

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
# Asked for in a header of our own, for X-Spam-Status does not tell what each sign weighs.
_HEADER = "X-Spam-Weighed"
_ASKED = "add_header all Weighed score=_SCORE_ required=_REQD_ signs=_TESTSSCORES(,)_"
_SAID = re.compile(r"score=(-?[\d.]+) required=(-?[\d.]+) signs=(.*)")
_SIGN = re.compile(r"(\w+)=(-?[\d.]+)")
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
    asked = [program, "--local", f"--cf={_ASKED}"]
    try:
        done = subprocess.run(
            asked, input=message, capture_output=True, timeout=SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.warning("SpamAssassin did not answer: %s", error)
        return AWAY
    return weighed(done.stdout)


def weighed(mail: bytes) -> Look:
    """What SpamAssassin wrote into the head of a mail, in a header folded wherever it likes."""
    head = BytesHeaderParser().parsebytes(mail)
    found = _SAID.match(" ".join(str(head.get(_HEADER, "")).split()))
    if found is None:
        return AWAY
    signs = {name: float(points) for name, points in _SIGN.findall(found[3])}
    names = [name for name in sorted(signs, key=signs.__getitem__, reverse=True) if signs[name] > 0]
    return judged(float(found[1]), float(found[2]), signs=names)


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

"""Startup checks: each has an id, says what is wrong and what to do."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, register

from mailer.delivery.pace import PaceError, rates
from mailer.delivery.relay import Relay, RelayError
from mailer.schedules.hours import Hours, HoursError
from staff.retention import JOBS
from subscribers.policy import IP_POLICIES

# The notes of so many deliveries fit into a journal, however long the relay's words are.
LARGEST_BATCH = 1500
# By series: CVE-2024-6923 and what came with it are mended (standards, S4).
SAFE = {(3, 11): (3, 11, 12), (3, 12): (3, 12, 5)}
RINGS = ("TOKEN_KEYS", "ADDRESS_KEYS", "VAULT_KEYS")


@register()
def secrets_are_set(**_: Any) -> Sequence[CheckMessage]:
    """E001 to E003: the secret key and the key rings."""
    found: list[CheckMessage] = []
    if len(settings.SECRET_KEY) < 32:
        hint = "Set SECRET_KEY (or SECRET_KEY_FILE) to 50 random characters."
        found.append(Error("SECRET_KEY is missing or short.", hint=hint, id="rundbrief.E001"))
    for name in RINGS:
        if not getattr(settings, name):
            hint = f"Set {name} (or {name}_FILE); 'rundbrief doctor --keys' makes a set."
            found.append(Error(f"{name} is missing.", hint=hint, id="rundbrief.E002"))
    secrets = [key.secret for name in RINGS for key in getattr(settings, name)]
    if len(secrets) != len(set(secrets)):
        hint = "Make a key of its own for each ring."
        found.append(Error("Two rings share a key.", hint=hint, id="rundbrief.E003"))
    return found


@register()
def names_fit(**_: Any) -> Sequence[CheckMessage]:
    """W001: M37, the EHLO name is a full domain name of our own; E004: debug on a public site."""
    found: list[CheckMessage] = []
    if settings.HTTPS and "." not in settings.EHLO_NAME:
        hint = "Set EHLO_NAME to the host name that the relay finds in reverse DNS."
        found.append(checks.Warning("EHLO_NAME is no full name.", hint=hint, id="rundbrief.W001"))
    if settings.HTTPS and settings.DEBUG:
        hint = "Unset DEBUG: error pages would show settings to strangers."
        found.append(Error("DEBUG is on at a public address.", hint=hint, id="rundbrief.E004"))
    return found


@register()
def python_is_safe(**_: Any) -> Sequence[CheckMessage]:
    """W002: S4, a Python whose email package folds headers safely; ours are checked besides."""
    series = sys.version_info[:2]
    if not settings.HTTPS or sys.version_info[:3] >= SAFE.get(series, (*series, 0)):
        return []
    hint = f"Update to Python {'.'.join(map(str, SAFE[series]))} or newer."
    return [checks.Warning("This Python lacks security fixes.", hint=hint, id="rundbrief.W002")]


@register()
def mail_can_go(**_: Any) -> Sequence[CheckMessage]:
    """E005: a batch fits into its journal; E006: the relays can be understood."""
    found: list[CheckMessage] = []
    if not 0 < settings.BATCH_SIZE <= LARGEST_BATCH:
        hint = f"Set BATCH_SIZE to a number from 1 to {LARGEST_BATCH}."
        found.append(Error("BATCH_SIZE cannot be used.", hint=hint, id="rundbrief.E005"))
    for name, url in {"": settings.SMTP_URL, **settings.SMTP_URLS}.items():
        try:
            Relay.several(url)
        except RelayError as error:
            hint = "See docs/settings.md, The relay."
            words = f"SMTP_URL_{name.upper()}, {error}" if name else str(error)
            found.append(Error(words, hint=hint, id="rundbrief.E006"))
    return found


@register()
def pace_is_understood(**_: Any) -> Sequence[CheckMessage]:
    """E007: pace, quiet hours and the steps of warming up."""
    found: list[CheckMessage] = []
    hint = "See docs/settings.md, Pace."
    try:
        rates(settings.PACE)
        if settings.QUIET_HOURS:
            Hours.read(settings.QUIET_HOURS, settings.TIME_ZONE)
    except (PaceError, HoursError) as error:
        found.append(Error(str(error), hint=hint, id="rundbrief.E007"))
    if not all(step.isdecimal() and int(step) > 0 for step in settings.WARM_UP):
        words = "WARM_UP holds what is no number above 0."
        found.append(Error(words, hint=hint, id="rundbrief.E007"))
    return found


@register()
def periods_make_sense(**_: Any) -> Sequence[CheckMessage]:
    """E008: what is kept how long, and whether IP addresses are; see docs/privacy.md."""
    found: list[CheckMessage] = []
    hint = "See docs/settings.md, Retention."
    if settings.SIGN_UP_IP not in IP_POLICIES:
        words = f"SIGN_UP_IP is none of: {', '.join(IP_POLICIES)}."
        found.append(Error(words, hint=hint, id="rundbrief.E008"))
    periods = {job.setting for job in JOBS.values()} | {"INVITATIONS_PER_MINUTE"}
    for name in sorted(periods - {"EVIDENCE_YEARS"}):
        if getattr(settings, name) < 1:
            words = f"{name} is no number above 0."
            found.append(Error(words, hint=hint, id="rundbrief.E008"))
    if settings.EVIDENCE_YEARS < 0:
        words = "EVIDENCE_YEARS is below 0."
        found.append(Error(words, hint=hint, id="rundbrief.E008"))
    return found

"""Looks outside, kept in a table: links, the sender's records in DNS, a spam filter's mind."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from mailer.delivery import alignment, names
from mailer.delivery.alignment import Record
from mailer.dispatch import outlet, signing
from mailer.dispatch.errors import StateError
from mailer.editions.check import Look
from mailer.models import Glance, KeyState
from mailer.reports.errors import AddressRefusedError, FetchError
from mailer.reports.fetch import reach
from subscribers.audience import SenderInfo

# How long it counts what was seen, and what was not to be seen.
FRESH = timedelta(hours=24)
SOON = timedelta(hours=1)
# For one link.
SECONDS = 8.0
AT_ONCE = 8
GONE = frozenset({404, 410})
LONGEST = 2000
UNSEEN = Look("unreachable")


def known(what: str, subjects: Iterable[str]) -> dict[str, Look]:
    """What was seen lately, by subject; what is not there was not checked."""
    now = timezone.now()
    away = Q(state="unreachable", seen_at__lt=now - SOON)
    rows = Glance.objects.filter(what=what, subject__in=set(subjects), seen_at__gte=now - FRESH)
    rows = rows.exclude(away)
    return {row.subject: Look(row.state, row.reason, row.values) for row in rows}  # type: ignore[arg-type]


def note(what: str, looks: dict[str, Look]) -> None:
    """Write down what was seen now."""
    for subject, look in looks.items():
        values = {"reason": look.reason, "values": dict(look.values), "seen_at": timezone.now()}
        Glance.objects.update_or_create(
            what=what, subject=subject, defaults={"state": look.state, **values}
        )


def look_at_links(addresses: Iterable[str]) -> None:
    """Follow those links that nobody followed lately."""
    wanted = {address for address in addresses if len(address) <= LONGEST}
    left = wanted - set(known("link", wanted))
    note("link", followed(sorted(left)))


def followed(addresses: list[str]) -> dict[str, Look]:
    """Where links lead. A host that does not exist is told from a network that is away: only
    where something else answered, the first is known.
    """
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        found = dict(zip(addresses, pool.map(_follow, addresses), strict=True))
    answered = any(
        look.state == "fine" or look.reason.startswith("HTTP") for look in found.values()
    )
    if answered:
        return found
    return {a: UNSEEN if look.reason == "no host" else look for a, look in found.items()}


def _follow(address: str) -> Look:
    """What a link's end answers; who is only refused us (403, 429, 5xx) may let readers in."""
    try:
        status = reach(address, seconds=SECONDS, allow_hosts=frozenset(settings.LINK_HOSTS))
    except AddressRefusedError as error:
        return Look("bad", "private") if " is " in error.place else Look("unreachable")
    except FetchError as error:
        no_host = error.place.startswith("host ")
        return Look("bad", "no host") if no_host else Look("unreachable")
    if status in GONE:
        return Look("bad", f"HTTP {status}")
    return Look("fine") if status < 400 else Look("unreachable", f"HTTP {status}")


def look_at_sender(sender: SenderInfo) -> None:
    """Ask DNS about a sender, unless somebody did lately; if it is away, only once."""
    if len(sender_looks(sender)) == len(SENDER):
        return
    by = names.resolver(settings.DNS_SERVER)
    back = settings.BOUNCE_DOMAIN or sender.domain
    dmarc = alignment.dmarc(sender.domain, by=by)
    away = dmarc == alignment.UNREACHABLE
    spf = dmarc if away else alignment.spf(sender.domain, back, by=by, hosts=_relays(sender))
    note("dmarc", {sender.domain: _look(dmarc)})
    note("spf", {_spf(sender): _look(spf)})
    note("dkim", {sender.domain: _look(dmarc if away else _dkim(sender))})


SENDER = ("spf", "dkim", "dmarc")


def sender_looks(sender: SenderInfo) -> dict[str, Look]:
    """What was seen of a sender lately, under 'spf', 'dkim' and 'dmarc'."""
    subjects = {"spf": _spf(sender), "dkim": sender.domain, "dmarc": sender.domain}
    found = {what: known(what, [subject]) for what, subject in subjects.items()}
    return {what: look for what, looks in found.items() for look in looks.values()}


def _spf(sender: SenderInfo) -> str:
    return f"{sender.domain} {settings.BOUNCE_DOMAIN or sender.domain}"


def _relays(sender: SenderInfo) -> list[str]:
    """The hosts of its relays; none where the setting is missing, which others complain of."""
    try:
        return [relay.host for relay in outlet.relays(sender.relay)]
    except StateError:
        return []


def _dkim(sender: SenderInfo) -> Record:
    """Our own keys against DNS; with which key a relay signs, nobody here knows."""
    if not sender.signs_here:
        return alignment.UNREACHABLE
    by = names.resolver(settings.DNS_SERVER)
    for key in signing.known_keys(sender.domain):
        said = signing.published(key, by=by) if key.state == KeyState.ACTIVE else "right"
        if said == "not checked":
            return alignment.UNREACHABLE
        if said != "right":
            reason = "dkim missing" if said == "missing" else "dkim other"
            return Record("bad", reason, {"name": key.name})
    return Record("fine")


def _look(record: Record) -> Look:
    return Look(record.state, record.reason, record.values)  # type: ignore[arg-type]

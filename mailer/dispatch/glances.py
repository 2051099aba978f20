"""Looks outside, kept in a table: links, the sender's records in DNS, a spam filter's mind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
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
NO_HOST = Look("bad", "no host")


def known(what: str, subjects: Iterable[str]) -> dict[str, Look]:
    """What was seen lately, by subject; what is not there was not checked.

    What is bad stands until it is seen anew: time mends nothing.
    """
    rows = _of(what, subjects).filter(Q(state="bad") | _lately())
    return {row.subject: Look(row.state, row.reason, row.values) for row in rows}  # type: ignore[arg-type]


def settled(what: str, subjects: Iterable[str], *, since: datetime | None = None) -> set[str]:
    """What need not be seen again yet; nothing that was seen before `since` is."""
    rows = _of(what, subjects).filter(_lately())
    if since is not None:
        rows = rows.filter(seen_at__gte=since)
    return set(rows.values_list("subject", flat=True))


def _of(what: str, subjects: Iterable[str]) -> QuerySet[Glance]:
    return Glance.objects.filter(what=what, subject__in=set(subjects))


def _lately() -> Q:
    now = timezone.now()
    return Q(state="fine", seen_at__gte=now - FRESH) | Q(seen_at__gte=now - SOON)


def note(what: str, looks: dict[str, Look]) -> None:
    """Write down what was seen now. Where nothing answered, what was bad before still is."""
    nothing = [subject for subject, look in looks.items() if look == UNSEEN]
    bad = set(_of(what, nothing).filter(state="bad").values_list("subject", flat=True))
    for subject, look in looks.items():
        if subject in bad:
            continue
        values = {"reason": look.reason, "values": dict(look.values), "seen_at": timezone.now()}
        Glance.objects.update_or_create(
            what=what, subject=subject, defaults={"state": look.state, **values}
        )


def look_at_links(addresses: Iterable[str], *, since: datetime | None = None) -> None:
    """Follow those links that nobody followed lately, or since then."""
    wanted = {address for address in addresses if len(address) <= LONGEST}
    seen = settled("link", wanted, since=since)
    note("link", followed(sorted(wanted - seen), witnesses=sorted(seen)[:AT_ONCE]))


def followed(addresses: Sequence[str], *, witnesses: Sequence[str] = ()) -> dict[str, Look]:
    """Where links lead. A host that does not exist is told from a network that is away: only
    where something else answered, one of these or a witness, the first is known.
    """
    found = _follow_all(addresses)
    missing = [address for address, look in found.items() if look == NO_HOST]
    if not missing or _answered(found) or _answered(_follow_all(witnesses)):
        return found
    return found | dict.fromkeys(missing, UNSEEN)


def _follow_all(addresses: Sequence[str]) -> dict[str, Look]:
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        return dict(zip(addresses, pool.map(_follow, addresses), strict=True))


def _answered(found: Mapping[str, Look]) -> bool:
    return any(look.state == "fine" or look.reason.startswith("HTTP") for look in found.values())


def _follow(address: str) -> Look:
    """What a link's end answers; who is only refused us (403, 429, 5xx) may let readers in."""
    try:
        status = reach(address, seconds=SECONDS, allow_hosts=frozenset(settings.LINK_HOSTS))
    except AddressRefusedError as error:
        return Look("bad", "private") if " is " in error.place else UNSEEN
    except FetchError as error:
        return NO_HOST if error.place.startswith("host ") else UNSEEN
    if status in GONE:
        return Look("bad", f"HTTP {status}")
    return Look("fine") if status < 400 else Look("unreachable", f"HTTP {status}")


def look_at_sender(sender: SenderInfo, *, since: datetime | None = None) -> None:
    """Ask DNS about a sender, unless somebody did lately, or since then; if it is away, once."""
    if all(settled(what, [name], since=since) for what, name in _records(sender).items()):
        return
    by = names.resolver(settings.DNS_SERVER)
    back = settings.BOUNCE_DOMAIN or sender.domain
    dmarc = alignment.dmarc(sender.domain, by=by)
    away = dmarc == alignment.UNREACHABLE
    spf = dmarc if away else alignment.spf(sender.domain, back, by=by, hosts=_relays(sender))
    note("dmarc", {sender.domain: _look(dmarc)})
    note("spf", {_spf(sender): _look(spf)})
    note("dkim", {sender.domain: _look(dmarc if away else _dkim(sender))})


def sender_looks(sender: SenderInfo) -> dict[str, Look]:
    """What was seen of a sender lately, under 'spf', 'dkim' and 'dmarc'."""
    found = {what: known(what, [name]) for what, name in _records(sender).items()}
    return {what: look for what, looks in found.items() for look in looks.values()}


def _records(sender: SenderInfo) -> dict[str, str]:
    """What is looked at, and under which name it is kept."""
    return {"spf": _spf(sender), "dkim": sender.domain, "dmarc": sender.domain}


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

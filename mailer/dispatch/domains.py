"""Provider groups of domains: known ones at once, others once their MX records were looked up."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from datetime import timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone

from mailer.delivery import names
from mailer.delivery.providers import BY_DOMAIN, OTHER, by_exchanges, to_look_up
from mailer.models import MailDomain

log = logging.getLogger(__name__)

# Providers change seldom.
STALE = timedelta(days=14)
LATER = timedelta(hours=1)
# Domains in one task that DNS may fail for before it is taken to be away.
PATIENCE = 3
# Look-ups of one task, and seconds that a process keeps what it read.
AT_ONCE, KEPT = 100, 60


def domain_of(address: str) -> str:
    """What stands behind the @, in small letters."""
    return address.rpartition("@")[2].lower()


def group_of(domain: str) -> str:
    """The provider group of a domain; 'other' for one that nobody has looked up yet."""
    return BY_DOMAIN.get(domain) or _looked_up(int(time.monotonic()) // KEPT).get(domain, OTHER)


@lru_cache(maxsize=1)
def _looked_up(_minute: int) -> dict[str, str]:
    """Domains of their own name whose mail a large provider takes."""
    return dict(MailDomain.objects.exclude(group=OTHER).values_list("domain", "group"))


def remember(domains: Collection[str]) -> None:
    """Note domains that are to be looked up; those that are noted already stay as they are."""
    if not settings.MX_LOOKUPS:
        return
    found = set(domains) - _noted
    _noted.update(found)
    fresh = [MailDomain(domain=domain) for domain in sorted(found) if to_look_up(domain)]
    MailDomain.objects.bulk_create(fresh, ignore_conflicts=True)


_noted: set[str] = set()


def look_up() -> int:
    """Ask DNS for the exchanges of domains that nobody has looked up for long; how many."""
    old = Q(looked_up_at=None) | Q(looked_up_at__lt=timezone.now() - STALE)
    due = MailDomain.objects.filter(old).order_by(F("looked_up_at").asc(nulls_first=True))
    by = names.resolver(settings.DNS_SERVER)
    looked = failed = 0
    for row in due[:AT_ONCE]:
        try:
            row.group = by_exchanges(names.exchanges(row.domain, by=by))
            row.looked_up_at = timezone.now()
            looked += 1
        except names.LookupFailedError as error:
            log.warning("%s; asked again later", error)
            row.looked_up_at = timezone.now() - STALE + LATER
            failed += 1
        row.save()
        if failed == PATIENCE:
            break
    return looked

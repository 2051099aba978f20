"""Somebody wants to be forgotten: at once for mails, soon after for what is stored (Art. 17)."""

from __future__ import annotations

import logging
import re
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from subscribers import suppression
from subscribers.consent.errors import MustStayError
from subscribers.consent.holding import hold
from subscribers.consent.leaving import close
from subscribers.consent.moving import drop_strangers
from subscribers.evidence import canonical, record_about
from subscribers.models import ConsentEvent, EndedReason, Sender, Step, Subscriber, Wish
from subscribers.models.people import FormOfAddress
from subscribers.signals import notice_wanted, person_erased

log = logging.getLogger(__name__)

_PERSONAL = (
    *("given_name", "family_name", "honorific", "organisation"),
    *("municipality", "municipality_type"),
)
# A payload that names somebody is blotted out, even where it is a part of the proof.
_ADDRESS = re.compile(r"[^\s\"<>(),;:]+@[^\s\"<>(),;:]+")


@transaction.atomic
def ask_erasure(subscriber_id: int, *, source: str) -> bool:
    """Somebody asks to be erased: they get one goodbye and no other mail; whether they are known.

    What is stored goes when the goodbye is on its way, at the latest after ERASE_AFTER seconds.
    MustStayError for somebody on a list that its members may not leave (Art. 17(3)(b)).
    """
    person = hold(subscriber_id)
    if person is None or person.erased_at:
        return False
    if person.erase_due_at:
        return True
    if person.subscriptions.filter(ended_at=None, list__may_leave=False).exists():
        raise MustStayError("Members of a list of this person cannot leave it themselves.")
    last = person.subscriptions.order_by("ended_at", "pk").values_list("list_id", flat=True).first()
    _end(person, source=source)
    person.erase_due_at = timezone.now() + timedelta(seconds=settings.ERASE_AFTER)
    person.save(update_fields=["erase_due_at"])
    _drop_wishes([person.pk])
    notice_wanted.send(
        Subscriber,
        kind="goodbye",
        subscriber_id=person.pk,
        list_id=last,
        wish_id=None,
        language=person.language,
    )
    return True


@transaction.atomic
def erase(subscriber_id: int, *, source: str) -> bool:
    """Erase somebody now; whether this did it. Repeating it changes nothing.

    Nothing is left but the proof: rows without name or address, under a keyed hash that nobody
    looks up in daily work, until the end of the year and EVIDENCE_YEARS more (P10).
    """
    person = hold(subscriber_id)
    if person is None or person.erased_at:
        return False
    address = person.address or ""
    rows = [person, *person.earlier.all()]
    _end(person, source=source)
    _drop_wishes([row.pk for row in rows])
    _blot_out(rows)
    for row in rows:
        person_erased.send(Subscriber, subscriber_id=row.pk, address=address)
        _forget(row)
    payload = {"source": source}
    record_about(Step.ERASED, person.pk, at=timezone.now(), payload=payload)
    return True


def finish_erasures() -> int:
    """Erase whoever's time has come; returns how many. A failure keeps nobody else waiting."""
    due = Subscriber.objects.filter(erase_due_at__lte=timezone.now()).order_by("erase_due_at")
    done = 0
    for subscriber_id in due.values_list("pk", flat=True)[:1000]:
        try:
            done += erase(subscriber_id, source="overdue")
        except Exception:
            log.exception("erasure of subscriber %s failed", subscriber_id)
    return done


def _end(person: Subscriber, *, source: str) -> None:
    """No mail from now on: every list ends, and no import brings the address back (P11)."""
    rows = person.subscriptions.filter(ended_at=None).order_by("list_id")
    for list_id in rows.values_list("list_id", flat=True):
        close(person.pk, list_id, reason=EndedReason.ERASED, source=source)
    suppression.suppress_erased(person.pk, source=source)


def _drop_wishes(ids: list[int]) -> None:
    """With the addresses that somebody wished for and never proved."""
    wishes = Wish.objects.filter(Q(subscriber__in=ids) | Q(newcomer__in=ids))
    strangers = wishes.exclude(newcomer__in=ids).exclude(newcomer=None)
    unproven = list(strangers.values_list("newcomer_id", flat=True))
    wishes.delete()
    drop_strangers(unproven)


def _blot_out(rows: list[Subscriber]) -> None:
    """Payloads that name the person: a mail with a name in it, an office's note of a signature."""
    ours = {bytes(one.lower(), "utf-8") for one in _own_addresses()}
    names = {
        name.casefold()
        for row in rows
        for name in (row.given_name, row.family_name, row.organisation)
        if len(name) > 1
    }
    events = ConsentEvent.objects.filter(subscriber__in=rows).exclude(payload=None)
    named = [one.pk for one in events if _names(one.payload or {}, names, ours=ours)]
    ConsentEvent.objects.filter(pk__in=named).update(payload=None)


def _names(payload: dict[str, object], names: set[str], *, ours: set[bytes]) -> bool:
    mail = payload.get("mail")
    kept = {**mail, "message_id": ""} if isinstance(mail, dict) else mail
    text = canonical({**payload, "mail": kept}).decode()
    if any(re.search(rf"\b{re.escape(name)}\b", text.casefold()) for name in names):
        return True
    return any(found.lower().encode() not in ours for found in _ADDRESS.findall(text))


def _own_addresses() -> set[str]:
    pairs = Sender.objects.values_list("address", "reply_to")
    return {address for pair in pairs for address in pair}


def _forget(row: Subscriber) -> None:
    today = timezone.localdate()
    if row.merged_into_id is None:
        row.erased_key = bytes(row.address_key)
    row.address, row.address_key, row.older_keys = None, suppression.no_key(), []
    for name in _PERSONAL:
        setattr(row, name, "")
    row.language, row.form_of_address = settings.LANGUAGE_CODE, FormOfAddress.FORMAL
    row.easy_language = row.text_only = False
    row.attributes, row.paused_until, row.erase_due_at = {}, None, None
    row.erased_at = timezone.now()
    row.proof_until = date(today.year + settings.EVIDENCE_YEARS, 12, 31)
    row.save()
    row.topics.clear()

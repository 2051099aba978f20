"""Staff put somebody on a list, by its legal basis."""

from __future__ import annotations

from enum import StrEnum

from django.db import transaction

from subscribers import chain, suppression
from subscribers.consent.errors import ConsentError
from subscribers.evidence import record
from subscribers.keys import all_keys
from subscribers.locks import Namespace, take
from subscribers.models import LegalBasis, List, Step, Subscriber
from subscribers.models.suppression import SuppressionReason
from subscribers.people import find_or_add


class Enrolment(StrEnum):
    """What became of a person whom staff put on a list."""

    SUBSCRIBED = "subscribed"
    UNCONFIRMED = "unconfirmed"
    ALREADY = "already_subscribed"
    LEFT = "left_before"
    SUPPRESSED = "suppressed"


@transaction.atomic
def enrol(
    address: str,
    list_id: int,
    *,
    basis: str,
    source: str,
    proof: str = "",
    frequency: str | None = None,
    **fields: object,
) -> Enrolment:
    """Put one person on a list by its legal basis; files of people go through `importing`.

    Consent without proof leaves the subscription unconfirmed (P3). `fields` are those of a
    Subscriber and count for new people only.
    """
    wanted = List.objects.get(pk=list_id)
    demand_basis(wanted, basis, proof=proof)
    if blocked := _blocked(all_keys(address), list_id):  # an erased address is not stored again
        return blocked
    person = find_or_add(address, **fields)
    take(Namespace.PERSON, [person.pk])
    if hindrance := _hindrance(person, list_id):
        return hindrance
    confirmed = is_enough(basis, proof)
    row = chain.start(person.pk, wanted, frequency=frequency, source=source, confirmed=confirmed)
    record(Step.IMPORTED, row, at=row.started_at, payload={"basis": basis, "proof": proof})
    return Enrolment.SUBSCRIBED if confirmed else Enrolment.UNCONFIRMED


def demand_basis(wanted: List, basis: str, *, proof: str) -> None:
    """ConsentError unless the basis is the list's own, or a proof documents the other one."""
    if basis not in LegalBasis.values:
        known = ", ".join(LegalBasis.values)
        raise ConsentError(f"'{basis}' is no legal basis. Use one of: {known}.")
    if basis != wanted.basis and not proof:
        raise ConsentError(
            f"The list '{wanted.slug}' mails people by the legal basis '{wanted.basis}', not by "
            f"'{basis}'. Use that one, or name the document that proves the other."
        )


def is_enough(basis: str, proof: str) -> bool:
    """Whether people may be mailed on this ground without a confirmation of their own (P3)."""
    return basis != LegalBasis.CONSENT or bool(proof)


def _hindrance(person: Subscriber, list_id: int) -> Enrolment | None:
    """Why staff do not put this person on the list; the import's SQL decides likewise."""
    if person.erased_at:
        return Enrolment.SUPPRESSED
    if blocked := _blocked(suppression.keys_of(person), list_id):
        return blocked
    return Enrolment.ALREADY if chain.open_row(person.pk, list_id) else None


def _blocked(keys: list[bytes], list_id: int) -> Enrolment | None:
    reasons = suppression.reasons(keys, list_id)
    if reasons - {SuppressionReason.LEFT}:
        return Enrolment.SUPPRESSED
    return Enrolment.LEFT if reasons else None

"""Who may do what: deny by default, one table, asked with an object's office (S29, S30)."""

from __future__ import annotations

from enum import StrEnum

from django.db.models import QuerySet

from staff.models import Office, Role, User


class Act(StrEnum):
    """What staff do; each is allowed to the roles in `ALLOWED`."""

    SEE = "see"
    EDIT = "edit"
    TEST = "send tests"
    APPROVE = "approve"
    SEND = "send"
    MANAGE_PEOPLE = "manage people"
    MANAGE_SENDERS = "manage senders"
    MANAGE_PAGES = "manage pages"


ALLOWED: dict[Act, frozenset[Role]] = {
    Act.SEE: frozenset(Role),
    Act.EDIT: frozenset({Role.EDITOR, Role.ADMIN}),
    Act.TEST: frozenset({Role.EDITOR, Role.APPROVER, Role.SENDER, Role.ADMIN}),
    Act.APPROVE: frozenset({Role.APPROVER}),
    Act.SEND: frozenset({Role.SENDER, Role.APPROVER, Role.ADMIN}),
    Act.MANAGE_PEOPLE: frozenset({Role.DATA_OFFICER, Role.ADMIN}),
    Act.MANAGE_SENDERS: frozenset({Role.ADMIN}),
    Act.MANAGE_PAGES: frozenset({Role.DATA_OFFICER, Role.ADMIN}),
}


class NotAllowedError(Exception):
    """Somebody lacks the role for an act in this office."""


def may(user: User, act: Act, *, office_id: int) -> bool:
    """Whether one of the user's roles in this office allows the act."""
    return (
        user.is_active
        and user.memberships.filter(office_id=office_id, role__in=ALLOWED[act]).exists()
    )


def demand(user: User, act: Act, *, office_id: int) -> None:
    """Raise NotAllowedError with a sentence that names person, act and office."""
    if not may(user, act, office_id=office_id):
        office = Office.objects.filter(pk=office_id).first()
        roles = ", ".join(sorted(ALLOWED[act]))
        message = f"{user.email} may not {act} in {office}. This takes one of the roles: {roles}."
        raise NotAllowedError(message)


def offices(user: User, act: Act = Act.SEE) -> QuerySet[Office]:
    """The offices in which the user may do this."""
    return Office.objects.filter(
        memberships__user=user, memberships__role__in=ALLOWED[act]
    ).distinct()

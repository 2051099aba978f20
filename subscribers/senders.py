"""What staff decide about a sender's way: who signs its mail, and which relays take it."""

from __future__ import annotations

from django.db import transaction

from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers.models import Sender

CHANGEABLE = frozenset({"dkim", "relay", "warm_up_from"})


@transaction.atomic
def change(slug: str, *, by: User, **changes: object) -> Sender:
    """Change `dkim`, `relay` or `warm_up_from`; raises LookupError, naming those there are."""
    sender = Sender.objects.select_for_update().filter(slug=slug).first()
    if sender is None:
        known = ", ".join(Sender.objects.order_by("slug").values_list("slug", flat=True))
        raise LookupError(f"There is no sender '{slug}'. Senders: {known}.")
    demand(by, Act.MANAGE_SENDERS, office_id=sender.office_id)
    if unknown := changes.keys() - CHANGEABLE:
        raise TypeError(f"no such part of a sender: {', '.join(sorted(unknown))}")
    details = {name: f"{getattr(sender, name)} → {value}" for name, value in changes.items()}
    for name, value in changes.items():
        setattr(sender, name, value)
    sender.save()
    audit.note("changed a sender", sender, by=by, office_id=sender.office_id, **details)
    return sender

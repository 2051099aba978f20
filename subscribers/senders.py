"""What staff decide about a sender's way: who signs its mail, and which relays take it."""

from __future__ import annotations

from django.db import transaction

from staff import audit
from staff.models import User
from staff.roles import Act, demand
from subscribers.models import Sender


@transaction.atomic
def change(slug: str, *, by: User, dkim: str | None = None, relay: str | None = None) -> Sender:
    """Change what is not None; raises LookupError, naming the senders that there are."""
    sender = Sender.objects.select_for_update().filter(slug=slug).first()
    if sender is None:
        known = ", ".join(Sender.objects.order_by("slug").values_list("slug", flat=True))
        raise LookupError(f"There is no sender '{slug}'. Senders: {known}.")
    demand(by, Act.MANAGE_SENDERS, office_id=sender.office_id)
    sender.dkim = sender.dkim if dkim is None else dkim
    sender.relay = sender.relay if relay is None else relay
    sender.save()
    details = {"dkim": sender.dkim, "relay": sender.relay}
    audit.note("changed a sender", sender, by=by, office_id=sender.office_id, **details)
    return sender

"""What mailing knows of one person: told when they ask (Art. 15 GDPR), gone when erased."""

from __future__ import annotations

from datetime import datetime

from django.dispatch import receiver
from django.utils import timezone

from mailer.dispatch import sql
from mailer.models import DeliveryState, Notice
from mailer.models.notices import WAITING
from subscribers import audience
from subscribers.signals import person_asked, person_erased

COLUMNS = (
    *("issue", "list", "state", "attempts", "due_at", "settled_at", "soft_bounced_at"),
    *("hard_bounced_at", "complained_at"),
)
SHOWN = ("kind", "list_id", "language", "state", "attempts", "created_at", "settled_at")


@receiver(person_asked, dispatch_uid="mailer.traces")
def tell(*, subscriber_id: int, **_: object) -> dict[str, object]:
    """Deliveries and single mails, as JSON values, the oldest first."""
    slugs = {entry.id: entry.slug for entry in audience.lists()}
    deliveries = [
        {**dict(zip(COLUMNS, map(_json, row), strict=True)), "list": slugs.get(row[1])}
        for row in sql.rows("person", {"person": subscriber_id})
    ]
    notices = [
        {name: _json(value) for name, value in row.items() if name != "list_id"}
        | {"list": slugs.get(row["list_id"] or 0)}
        for row in Notice.objects.filter(subscriber_id=subscriber_id).order_by("pk").values(*SHOWN)
    ]
    return {"deliveries": deliveries, "notices": notices}


@receiver(person_erased, dispatch_uid="mailer.traces")
def scrub(*, subscriber_id: int, **_: object) -> None:
    """No mail follows, and no relay's words stay that may name the person."""
    sql.change("scrub", {"person": subscriber_id})
    own = Notice.objects.filter(subscriber_id=subscriber_id)
    own.filter(state__in=WAITING).update(
        state=DeliveryState.CANCELLED, settled_at=timezone.now(), next_try_at=None
    )
    own.update(words="", data={})


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value

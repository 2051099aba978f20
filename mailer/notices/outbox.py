"""The outbox: a mail that is called for becomes a row in the same transaction, a nudge follows."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from kombu.exceptions import OperationalError

from mailer.editions.catalogue import known
from mailer.models import DeliveryState, Notice, NoticeKind
from subscribers.signals import notice_wanted

log = logging.getLogger(__name__)

TOO_MANY = "This person got enough automatic mails within a day."


@receiver(notice_wanted, dispatch_uid="mailer.notices.outbox")
def keep(
    *,
    kind: str,
    subscriber_id: int,
    list_id: int | None,
    wish_id: int | None,
    language: str,
    **_: object,
) -> None:
    """Write the row; what is too much for a day is kept as cancelled, so that it can be seen."""
    now = timezone.now()
    over: dict[str, object] = {}
    if kind != NoticeKind.GOODBYE and _had_enough(subscriber_id):
        over = {"state": DeliveryState.CANCELLED, "settled_at": now, "words": TOO_MANY}
    Notice.objects.create(
        kind=NoticeKind(kind),
        subscriber_id=subscriber_id,
        list_id=list_id,
        wish_id=wish_id,
        language=known(language),
        next_try_at=now,
        **over,
    )
    nudge()


def nudge() -> None:
    """Ask for the outbox to be worked on, once the present transaction stands; beat does so too."""
    transaction.on_commit(_send)


def _had_enough(subscriber_id: int) -> bool:
    """S37: no more than NOTICES_A_DAY for one person, whatever asks for them."""
    since = timezone.now() - timedelta(days=1)
    today = Notice.objects.filter(subscriber_id=subscriber_id, created_at__gt=since)
    return today.exclude(state=DeliveryState.CANCELLED).count() >= settings.NOTICES_A_DAY


def _send() -> None:
    try:
        current_app.send_task("mailer.tasks.send_notices", queue="transactional", retry=False)
    except OperationalError as error:
        log.warning("nudge send_notices not delivered: %s", error)

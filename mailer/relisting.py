"""A list that was changed says something else in mails that wait: they are made anew."""

from __future__ import annotations

from django.dispatch import receiver

from staff.models import User
from subscribers.signals import list_changed


@receiver(list_changed, dispatch_uid="mailer.relisting")
def renew(*, list_id: int, by: User, **_: object) -> None:
    """Whoever changed it cannot approve them (four eyes)."""
    from mailer.dispatch import renewing  # composing is no matter of starting up

    renewing.renew_list(list_id, by=by)

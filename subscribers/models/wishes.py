"""What somebody asked for and has yet to confirm by a click in a mail."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from subscribers.models.people import Subscriber


class WishKind(models.TextChoices):
    """What is wished."""

    SIGN_UP = "sign_up"
    INVITATION = "invitation"
    LINK = "link"
    ADDRESS = "address"


class WishAnswer(models.TextChoices):
    """What the service did about it: the person who asked on the web sees the same in each case."""

    MAILED = "mailed"
    WITHHELD = "withheld"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class Wish(models.Model):
    """A wish by somebody who did not log in; until it is confirmed it is all that is stored.

    `choice` is what was asked for, `mail` the mail that asked for the confirmation (message_id,
    subject, text, at), `newcomer` who will have the address that somebody changes to. `limit_key`
    is the keyed hash by which mails to one mailbox are counted. No clear address stands here.
    """

    kind = models.CharField(max_length=10, choices=WishKind.choices)
    subscriber = models.ForeignKey(
        Subscriber, null=True, on_delete=models.CASCADE, related_name="wishes"
    )
    newcomer = models.ForeignKey(
        Subscriber, null=True, on_delete=models.CASCADE, related_name="wishes_to_become"
    )
    address_key = models.BinaryField(max_length=32)
    limit_key = models.BinaryField(max_length=32)
    language = models.CharField(max_length=8)
    choice = models.JSONField(default=dict)
    mail = models.JSONField(default=dict)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=8, choices=WishAnswer.choices, blank=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["limit_key", "at"], name="wish_by_mailbox"),
            models.Index(fields=["expires_at"], name="wish_by_end"),
            models.Index(fields=["at"], condition=Q(answered_at=None), name="wish_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

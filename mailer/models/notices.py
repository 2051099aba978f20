"""Mails of the product's own to one person: an outbox."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mailer.models.ledger import DeliveryState


class Notice(models.Model):
    """A mail such as a confirmation or a goodbye: a delivery's states, but no issue.

    Holds no address: it is read when the mail is sent, so that erasure need not look here.
    """

    kind = models.CharField(max_length=40)
    subscriber_id = models.BigIntegerField()
    list_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=8)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default="queued")
    attempts = models.SmallIntegerField(default=0)
    code = models.SmallIntegerField(default=0)
    words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(state__in=["queued", "deferred"]),
                name="notice_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

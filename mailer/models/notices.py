"""Mails of the product's own to one person: an outbox."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailer.models.ledger import DeliveryState


class NoticeKind(models.TextChoices):
    """What such a mail is for; the catalogue has a function of this name for each."""

    SIGN_UP = "sign_up", _("Confirm a sign-up")
    KNOWN = "known", _("Signed up already")
    INVITATION = "invitation", _("Invitation, once")
    WELCOME = "welcome", _("Welcome")
    LINK = "link", _("Personal link")
    ADDRESS = "address", _("Confirm a new address")
    ADDRESS_TOLD = "address_told", _("Address change, to the old address")
    GOODBYE = "goodbye", _("Goodbye")


# A test of an issue, to a tester: words from its edition, not from the catalogue.
TEST: Final = "test"
KINDS = [*NoticeKind.choices, (TEST, _("Test of an issue"))]

WAITING = (DeliveryState.QUEUED, DeliveryState.DEFERRED)


class Notice(models.Model):
    """A mail such as a confirmation or a goodbye: a delivery's states, but no issue.

    Holds no address: it is read when the mail is sent, so that erasure need not look here. `claim`
    names the journal of what a worker has on the wire, as with batches. A test goes to no
    subscriber (0); its `data` name tester and edition.
    """

    kind = models.CharField(max_length=40, choices=KINDS)
    subscriber_id = models.BigIntegerField()
    list_id = models.BigIntegerField(null=True)
    wish_id = models.BigIntegerField(null=True)
    language = models.CharField(max_length=8)
    data = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default="queued")
    attempts = models.SmallIntegerField(default=0)
    code = models.SmallIntegerField(default=0)
    status = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    next_try_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["queued", "deferred"]),
                name="notice_due",
            ),
            models.Index(fields=["claim"], condition=Q(state="sending"), name="notice_claimed"),
            models.Index(fields=["subscriber_id", "created_at"], name="notice_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

"""Subscriptions, and the append-only evidence of how each came about and ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from subscribers.models.lists import Frequency, List
from subscribers.models.people import Subscriber


class Wording(models.Model):
    """A version of the words that someone consented to; never changed once it stands."""

    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="wordings")
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "language", "version"], name="wording_once"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.language} v{self.version}"


class EndedReason(models.TextChoices):
    """Why a subscription ended."""

    UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
    CHANGED = "changed", _("changed")
    BOUNCED = "bounced", _("bounced")
    COMPLAINED = "complained", _("complained")
    STAFF = "staff", _("ended by staff")
    NOT_CONFIRMED = "not_confirmed", _("not confirmed")
    ERASED = "erased", _("erased")
    LIST_CLOSED = "list_closed", _("list closed")


class Subscription(models.Model):
    """One person on one list. Never deleted, never reactivated: a change makes another row.

    `told_from` is where the subscription before it had got to: the first digest after a change
    of frequency starts there, so that no report is told twice or never (invariant 4).
    `invited_at`: when somebody whom staff imported without proof was asked to confirm, once.
    """

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.PROTECT, related_name="subscriptions"
    )
    list = models.ForeignKey(List, on_delete=models.PROTECT, related_name="subscriptions")
    frequency = models.CharField(max_length=12, choices=Frequency.choices)
    source = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    told_from = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=16, choices=EndedReason.choices, blank=True)
    invited_at = models.DateTimeField(null=True)
    predecessor = models.OneToOneField("self", null=True, on_delete=models.PROTECT)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscriber", "list"],
                condition=Q(ended_at__isnull=True),
                name="subscription_one_open",
            ),
            models.CheckConstraint(
                name="subscription_end_has_reason",
                condition=Q(ended_at__isnull=True, ended_reason="")
                | (Q(ended_at__isnull=False) & ~Q(ended_reason="")),
            ),
            models.CheckConstraint(
                name="subscription_ends_after_start",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["list", "subscriber"],
                condition=Q(ended_at__isnull=True),
                name="subscription_open_by_list",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id} @ {self.list_id}"


class Step(models.TextChoices):
    """What happened to a consent."""

    REQUESTED = "requested", _("requested")
    CONFIRMED = "confirmed", _("confirmed")
    IMPORTED = "imported", _("imported")
    CHANGED = "changed", _("changed")
    ENDED = "ended", _("ended")
    ERASED = "erased", _("erased")


class Seal(models.Model):
    """A link of the chain of evidence: a batch of events, sealed together with the link before.

    `digest` is SHA-256 over the digest of the seal before (empty for the first one), `at` and
    the leaves of this one; see `subscribers.sealing`. `leaves` are 40 bytes an event (its id, its
    leaf), so that what was tampered with can be named. A trigger refuses changes.
    """

    at = models.DateTimeField()
    events = models.PositiveIntegerField()
    leaves = models.BinaryField(default=bytes)
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"seal {self.pk}"


class ConsentEvent(models.Model):
    """One step of evidence. Append-only: a trigger refuses all but sealing it once, and the
    erasure of the payload.

    `digest` is SHA-256 over `salt` and the canonical payload; chains of evidence link digests,
    so a payload can be erased and the chain still verifies (invariant 13).
    """

    # Looked up by person alone: each further index is written with every step, and with every seal.
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.PROTECT, related_name="events", db_index=False
    )
    subscription = models.ForeignKey(Subscription, null=True, on_delete=models.PROTECT)
    # That of the subscription, whose key is looked at: twice would be a tenth of an import's time.
    list = models.ForeignKey(
        List, null=True, on_delete=models.PROTECT, db_index=False, db_constraint=False
    )
    wording = models.ForeignKey(Wording, null=True, on_delete=models.PROTECT, db_index=False)
    step = models.CharField(max_length=12, choices=Step.choices)
    at = models.DateTimeField()
    payload = models.JSONField(null=True)
    salt = models.BinaryField(max_length=16)
    digest = models.BinaryField(max_length=32)
    seal = models.ForeignKey(Seal, null=True, on_delete=models.PROTECT, related_name="sealed")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subscriber", "at"]),
            models.Index(fields=["id"], condition=Q(seal=None), name="event_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.at:%Y-%m-%d %H:%M}"

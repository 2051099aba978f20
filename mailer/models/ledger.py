"""The ledger: one row per issue and recipient, and the slices that tasks claim.

Deliveries are made by SQL (`mailer/migrations/ledger.sql`): partitioned by month, so that
retention is a DROP, and without foreign keys that a million rows would pay for.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class DeliveryState(models.TextChoices):
    """What the transport knows of a delivery."""

    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    ACCEPTED = "accepted", _("accepted")
    DEFERRED = "deferred", _("deferred")
    FAILED = "failed", _("failed")
    UNCERTAIN = "uncertain", _("uncertain")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPPRESSED = "suppressed", _("suppressed")
    CANCELLED = "cancelled", _("cancelled")
    EXPIRED = "expired", _("expired")


class Delivery(models.Model):
    """One issue to one recipient."""

    pk = models.CompositePrimaryKey("issue_id", "subscriber_id", "month")
    issue_id = models.BigIntegerField()
    subscriber_id = models.BigIntegerField()
    month = models.DateField()
    batch = models.IntegerField()
    list_id = models.BigIntegerField()
    edition_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices)
    attempts = models.SmallIntegerField(default=0)
    code = models.SmallIntegerField(default=0)
    status = models.CharField(max_length=12, blank=True)
    words = models.CharField(max_length=500, blank=True)
    next_try_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    soft_bounced_at = models.DateTimeField(null=True)
    hard_bounced_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "mailer_delivery"

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.subscriber_id}: {self.state}"


class BatchState(models.TextChoices):
    """Whether a slice waits, is being worked on, or is done."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"


class Batch(models.Model):
    """A slice of an issue's deliveries, claimed by one task with a lease.

    `claim` also names the journal of what the task has on the wire (`delivery.journal`).
    `sent`, `refused` (for good) and `blamed` (refused, but because of us) are what the relay said
    of it so far, for the guard. `groups` are the provider groups of those who are left in it, as
    a mask (`delivery.providers.bit`), -1 for nobody knows.
    """

    issue_id = models.BigIntegerField()
    number = models.IntegerField()
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    size = models.IntegerField()
    state = models.CharField(max_length=8, choices=BatchState.choices, default="waiting")
    claim = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    claims = models.SmallIntegerField(default=0)
    sent = models.IntegerField(db_default=0)
    refused = models.IntegerField(db_default=0)
    blamed = models.IntegerField(db_default=0)
    groups = models.IntegerField(db_default=-1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue_id", "number"], name="batch_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["issue_id", "number"],
                condition=models.Q(state="waiting"),
                name="batch_waiting",
            ),
            models.Index(
                fields=["lease_until"],
                condition=models.Q(state="claimed"),
                name="batch_leases",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.number}: {self.state}"


class Tally(models.Model):
    """What is kept of an issue's deliveries when their month is dropped: sums, and no people."""

    issue_id = models.BigIntegerField()
    list_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices)
    count = models.PositiveIntegerField()
    bounced = models.PositiveIntegerField(default=0)
    complained = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue_id", "list_id", "state"], name="tally_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}/{self.list_id}: {self.count} {self.state}"

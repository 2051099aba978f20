"""What the gate keeps: waivers, looks outside, and the days on which a city holds back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Waiver(models.Model):
    """A finding that somebody lets pass, with the reason (P29). Never deleted; withdrawn at most.

    `key` is the finding's (`editions.check.Finding.key`), `finding` what it said at that time.
    `affirmed` are the statements that its rule asks for, by name; such a waiver holds for the
    editions with these `contents` (hashes) alone.
    """

    issue = models.ForeignKey("mailer.Issue", on_delete=models.CASCADE, related_name="waivers")
    key = models.CharField(max_length=20)
    rule = models.CharField(max_length=40)
    finding = models.JSONField()
    reason = models.TextField()
    affirmed = models.JSONField(default=list)
    contents = models.JSONField(default=list)
    by = models.ForeignKey("staff.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        "staff.User", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issue", "key"],
                condition=Q(withdrawn_at__isnull=True),
                name="waiver_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.rule}"


class Glance(models.Model):
    """What was last seen outside: of a link, of a sender's records, of a mail by a spam filter.

    `what` is 'link', 'spf', 'dkim', 'dmarc' or 'spam'; `subject` the address, the domain or the
    edition's hash. `state`, `reason` and `values` make an `editions.check.Look`.
    """

    what = models.CharField(max_length=8)
    subject = models.CharField(max_length=2000)
    state = models.CharField(max_length=12)
    reason = models.CharField(max_length=40, blank=True)
    values = models.JSONField(default=dict)
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what", "subject"], name="glance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.subject}: {self.state}"


class PeriodKind(models.TextChoices):
    """Why a city holds back: an election stops mails until somebody waives it, a recess asks."""

    ELECTION = "election", _("before an election")
    RECESS = "recess", _("recess of the council")


class RestraintPeriod(models.Model):
    """Days, both included, in which the installation's mails are looked at twice (P23)."""

    kind = models.CharField(max_length=8, choices=PeriodKind.choices)
    name = models.CharField(max_length=120)
    start = models.DateField()
    end = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="restraint_in_order", condition=Q(end__gte=F("start"))),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.start} – {self.end}"

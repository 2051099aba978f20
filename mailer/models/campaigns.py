"""A plan: what is told, to whom, and when."""

from __future__ import annotations

from datetime import time, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Content(models.TextChoices):
    """What a campaign tells."""

    REPORT = "report", _("One report")
    LATEST = "latest", _("The latest report")
    NEW = "new", _("All new reports")


class CadenceKind(models.TextChoices):
    """When a campaign runs; `on_release` is one issue per report as soon as it is known."""

    ONCE = "once", _("once")
    ON_RELEASE = "on_release", _("at once, for each report")
    DAILY = "daily", _("daily")
    WEEKLY = "weekly", _("weekly")
    MONTHLY = "monthly", _("monthly")


def default_zone() -> str:
    """The zone of the installation."""
    return str(settings.TIME_ZONE)


class Campaign(models.Model):
    """What (a report, or all new ones), who (lists, a segment), when (once, or a cadence).

    `frequency` limits a campaign to the subscriptions of that frequency (a digest); empty, it
    reaches everyone on its lists. `handled_until` is the last occurrence that was dealt with.
    `per_minute` is the pace of its issues, `between` the hours ('08:00-20:00', in its zone) in
    which they are sent; `priority` is 1 for a crisis, 5 by default, 9 for what can wait. `layout`
    is one of `mailer.editions.layouts`, empty for what each telling has of its own.
    """

    name = models.CharField(max_length=160)
    office = models.ForeignKey("staff.Office", on_delete=models.PROTECT)
    content = models.CharField(max_length=8, choices=Content.choices)
    layout = models.CharField(max_length=40, blank=True)
    report = models.ForeignKey("mailer.Report", null=True, on_delete=models.PROTECT)
    topics = ArrayField(models.SlugField(), default=list, blank=True)
    segment = models.ForeignKey("subscribers.Segment", null=True, on_delete=models.PROTECT)
    frequency = models.CharField(max_length=12, blank=True)
    cadence = models.CharField(max_length=12, choices=CadenceKind.choices)
    zone = models.CharField(max_length=64, default=default_zone)
    once = models.DateTimeField(null=True)
    at = models.TimeField(default=time(7, 0))
    weekdays = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    day = models.SmallIntegerField(default=1)
    nth = models.SmallIntegerField(default=0)
    grace = models.DurationField(default=timedelta(hours=6))
    valid_for = models.DurationField(default=timedelta(days=4))
    priority = models.SmallIntegerField(default=5)
    per_minute = models.PositiveIntegerField(null=True)
    between = models.CharField(max_length=11, blank=True)
    active = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True)
    handled_until = models.DateTimeField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        "staff.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    standing_approval_by = models.ForeignKey(
        "staff.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    standing_approval_at = models.DateTimeField(null=True)
    standing_approval_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="campaign_report_where_needed",
                condition=Q(content="report", report__isnull=False)
                | (~Q(content="report") & Q(report__isnull=True)),
            ),
            models.CheckConstraint(
                name="campaign_digest_has_frequency",
                condition=~Q(content="new") | ~Q(frequency=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(active=True), name="campaign_due"),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignList(models.Model):
    """A list that a campaign goes to; people on several get the mail of the first one."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="lists")
    list = models.ForeignKey("subscribers.List", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "list"], name="campaign_list_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} -> {self.list_id}"

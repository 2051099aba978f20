"""What editors decided about how a report is told: marks on its sections, subjects of their own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mailer.models.reports import Report


class Wish(models.TextChoices):
    """What an editor wants of a section for an audience (`mailer.editions.marks`)."""

    SHOW = "show", _("Show")
    WHOLE = "whole", _("Show whole")
    FIRST = "first", _("Put first")
    FIRST_WHOLE = "first-whole", _("Put first, and whole")
    SECOND = "second", _("Put second")
    THIRD = "third", _("Put third")
    FOURTH = "fourth", _("Put fourth")
    LAST = "last", _("Put last")
    HIDE = "hide", _("Leave out")


class SentenceWish(models.TextChoices):
    """What an editor wants of a sentence or quote for an audience (`mailer.editions.picks`)."""

    TELL = "tell", _("Tell")
    SKIP = "skip", _("Do not tell")


class Mark(models.Model):
    """A wish for a section of a report, or for a `sentence` or quote of it, in all its revisions.

    `language`, `heading`, `words` and `place` are how the section is found again: they were taken
    from the text that the editor saw; so was whether the heading is `repeated` there. A sentence is
    found by its own words.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="marks")
    audience = models.ForeignKey("subscribers.Audience", on_delete=models.PROTECT, related_name="+")
    wish = models.CharField(max_length=12, choices=[*Wish.choices, *SentenceWish.choices])
    language = models.CharField(max_length=35)
    heading = models.CharField(max_length=500, blank=True)
    words = models.TextField(blank=True)
    # -1 for the lead.
    place = models.IntegerField()
    sentence = models.TextField(blank=True, default="")
    repeated = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering: ClassVar = ["audience", "place", "pk"]

    def __str__(self) -> str:
        return f"{self.wish}: {self.sentence[:60] or self.heading or self.words[:60]}"


class Headline(models.Model):
    """What an editor wrote for an audience: subject, preheader, the first sentence and the words
    before the way on; '' leaves it to the telling.

    They head editions that tell this report alone.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="headlines")
    audience = models.ForeignKey("subscribers.Audience", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200, blank=True)
    preheader = models.CharField(max_length=200, blank=True)
    intro = models.CharField(max_length=500, blank=True, default="")
    call = models.CharField(max_length=500, blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "audience", "language"], name="headline_once")
        ]

    def __str__(self) -> str:
        return self.subject or self.preheader

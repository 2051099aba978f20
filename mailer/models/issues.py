"""One run of a campaign, with frozen content and a frozen audience."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mailer.editions.model import Edition as EditionValue
from mailer.models.campaigns import Campaign
from mailer.models.reports import Revision, new_public_id
from mailer.reports.tongues import spoken


class IssueState(models.TextChoices):
    """Where an issue stands."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    SCHEDULED = "scheduled", _("scheduled")
    SENDING = "sending", _("sending")
    PAUSED = "paused", _("paused")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("skipped")


class UncertainPolicy(models.TextChoices):
    """What happens to deliveries whose fate a crash left open."""

    HOLD = "hold", _("hold")
    RESEND = "resend", _("send again")


# Nobody has approved it yet; approved, and nothing of it went.
REVIEWED = (IssueState.DRAFT, IssueState.IN_REVIEW)
READY = (IssueState.APPROVED, IssueState.SCHEDULED)

# Went out, or is going out: what the public archive may show.
OUT = (IssueState.SENDING, IssueState.PAUSED, IssueState.SENT)


class WaitsFor(models.TextChoices):
    """What an issue that is being sent waits for, until `waits_until`."""

    HOURS = "hours", _("the hours in which it may be sent")
    WARM_UP = "warm_up", _("the next day of warming up")


# Issues of this priority or below overtake all others, also at night.
URGENT = 2


class Issue(models.Model):
    """An occurrence of a campaign.

    `content_hash` is over reports, tellings, templates and audience rule; an approval is of that
    hash, and any later change voids it (invariant 8). `month` is the ledger's partition.
    `audience_count` was counted apart from the expansion (invariant 3). `watched` is what the guard
    had counted when somebody last let the issue go on, `complaints` how many people complained.
    A look at links and the sender's records was last asked for at `look_asked_at`, and the asking
    of `looked_at` answered, or given up; what was seen before `looks_since` does not count for it.
    An issue that `corrects` another one reaches those alone who got it; `correction` says by
    language what was wrong (`was_wrong`). `heads` holds what editors wrote at its head (`head`).
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="issues")
    office = models.ForeignKey("staff.Office", on_delete=models.PROTECT)
    name = models.CharField(max_length=200)
    occurrence = models.DateTimeField()
    window_start = models.DateTimeField(null=True)
    window_end = models.DateTimeField(null=True)
    frequency = models.CharField(max_length=12, blank=True)
    segment_rule = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=IssueState.choices, default="draft")
    words = models.TextField(blank=True)
    month = models.DateField()
    priority = models.SmallIntegerField(default=5)
    valid_until = models.DateTimeField()
    uncertain_policy = models.CharField(
        max_length=6, choices=UncertainPolicy.choices, default="hold"
    )
    content_hash = models.CharField(max_length=64, blank=True)
    approved_hash = models.CharField(max_length=64, blank=True)
    approved_by = models.ForeignKey("staff.User", null=True, on_delete=models.PROTECT)
    approved_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(
        "staff.User", null=True, on_delete=models.PROTECT, related_name="+"
    )
    send_at = models.DateTimeField(null=True)
    audience_count = models.PositiveIntegerField(null=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    expanded_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)
    waits_until = models.DateTimeField(null=True)
    waits_for = models.CharField(max_length=8, choices=WaitsFor.choices, blank=True)
    complaints = models.PositiveIntegerField(default=0)
    watched = models.JSONField(default=dict)
    looked_at = models.DateTimeField(null=True)
    look_asked_at = models.DateTimeField(null=True)
    looks_since = models.DateTimeField(null=True)
    corrects = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="corrections"
    )
    correction = models.JSONField(default=dict)
    heads = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "occurrence"], name="issue_once"),
            models.CheckConstraint(
                name="issue_expanded_with_count",
                condition=Q(expanded_at__isnull=True) | Q(audience_count__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["state"],
                condition=Q(state__in=["approved", "scheduled", "sending", "paused"]),
                name="issue_alive",
            ),
            models.Index(
                fields=["-expanded_at"],
                condition=Q(state__in=["sending", "paused", "sent"]),
                name="issue_out",
            ),
            models.Index(
                fields=["id"],
                condition=Q(expanded_at__isnull=False)
                & ~Q(state__in=["sending", "paused", "sent"]),
                name="issue_called_off",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def void_approval(self, words: str) -> None:
        """Back to review, with the reason in words; the caller saves."""
        self.state, self.words = IssueState.IN_REVIEW, words
        self.approved_hash, self.approved_by, self.approved_at = "", None, None

    def was_wrong(self, language: str) -> str:
        """What a correction says to readers of an edition; '' where nothing is corrected.

        Whoever reads easy language gets the ordinary words where nobody wrote easy ones.
        """
        said: dict[str, str] = self.correction
        return said.get(language) or said.get(spoken(language), "")

    def head(self, audience: str, language: str) -> dict[str, str]:
        """Subject and preheader that editors wrote for these editions."""
        found: dict[str, str] = self.heads.get(f"{audience}/{language}", {})
        return found

    @property
    def urgent(self) -> bool:
        """Whether it overtakes all others and waits for no quiet hours."""
        return self.priority <= URGENT

    @property
    def unlooked(self) -> bool:
        """Whether a look outside was asked for and is not there yet."""
        asked, seen = self.look_asked_at, self.looked_at
        return asked is not None and (seen is None or seen < asked)

    @property
    def approved(self) -> bool:
        """Whether the approval is of what would be sent now."""
        return bool(self.approved_hash) and self.approved_hash == self.content_hash


class IssueReport(models.Model):
    """A revision that an issue tells."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="reports")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "revision"], name="issue_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}: {self.revision_id}"


class IssueList(models.Model):
    """A list that an issue goes to, frozen when it is opened.

    `told_until` is how far the list's people had been told by then: later than the window's
    start where another campaign served them before (invariant 4).
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="lists")
    list = models.ForeignKey("subscribers.List", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    told_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["issue", "list"], name="issue_list_once"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} -> {self.list_id}"


class Edition(models.Model):
    """An issue as told to one audience, in one language, with one set of reports (variant).

    `revisions` are the reports told: with its delivery's edition the ledger says who got what.
    `whole` is the article with those reports that the mail leaves for the web, '' if it has all.
    `findings` are what the gate found, `checked` a hash over all that it looked at.
    """

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="editions")
    audience = models.ForeignKey("subscribers.Audience", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=35)
    variant = models.CharField(max_length=64)
    revisions = ArrayField(models.BigIntegerField(), default=list)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    subject = models.CharField(max_length=400)
    preheader = models.CharField(max_length=400, blank=True)
    html = models.TextField()
    text = models.TextField()
    calendar = models.TextField(blank=True)
    whole = models.TextField(blank=True)
    choices = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    checked = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issue", "audience", "language", "variant"], name="edition_once"
            ),
        ]

    def __str__(self) -> str:
        return self.subject


def value_of(row: Edition) -> EditionValue:
    """A stored edition as a value."""
    return EditionValue(
        audience=row.audience.slug,
        language=spoken(row.language),
        subject=row.subject,
        preheader=row.preheader,
        html=row.html,
        text=row.text,
        content_hash=row.content_hash,
        calendar=row.calendar,
    )


def wrong_editions(issue: Issue) -> models.QuerySet[Edition]:
    """The editions that told the words which a correction corrects."""
    assert issue.corrects is not None  # noqa: S101
    reports = issue.reports.values("revision__report")
    revisions = issue.corrects.reports.filter(revision__report__in=reports)
    numbers = list(revisions.values_list("revision_id", flat=True))
    return issue.corrects.editions.filter(revisions__overlap=numbers)

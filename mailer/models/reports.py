"""Reports, their immutable revisions, and a text per language."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from mailer.models.sources import ReportSource


def new_public_id() -> str:
    """A random id for permanent public addresses."""
    return secrets.token_urlsafe(9)


class Report(models.Model):
    """One thing the city has to tell. `key` is the source's own name for it (guid, file key).

    `released_at` is when it became known here, never the date that a source claims: digest
    windows are cut along it, so that nothing arrives in a window already closed.
    """

    source = models.ForeignKey(ReportSource, on_delete=models.PROTECT, related_name="reports")
    office = models.ForeignKey("staff.Office", on_delete=models.PROTECT)
    key = models.CharField(max_length=500)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    released_at = models.DateTimeField(db_index=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "key"], name="report_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=models.Q(withdrawn_at__isnull=False),
                name="report_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def latest(self) -> Revision:
        """The newest revision."""
        return self.revisions.latest("number")


class Revision(models.Model):
    """A report as it stood at one moment; written once."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64, db_index=True)
    topics = ArrayField(models.SlugField(), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "number"], name="revision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.number}"

    @property
    def title(self) -> str:
        """The title in the first language that was written."""
        first = min(self.translations.all(), key=lambda t: t.pk, default=None)
        return first.title if first else ""


class Translation(models.Model):
    """A revision in one language: 'de', 'en', 'de-simple' (ADR 6).

    `body` is the Report as JSON (`mailer.reports.codec`); `came_hash` is what its content was known
    by when it came, '' where nothing was added to it here.
    """

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=35)
    title = models.CharField(max_length=500)
    content_hash = models.CharField(max_length=64, db_index=True)
    came_hash = models.CharField(max_length=64, blank=True, default="", db_index=True)
    body = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "language"], name="translation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.language})"


class Media(models.Model):
    """A picture, re-encoded and kept through Django's storage API under a permanent name."""

    file = models.FileField(max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256

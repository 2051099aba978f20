"""Where reports come from."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    """How a source is read."""

    FEED = "feed", _("Feed")
    FOLDER = "folder", _("Folder")
    GIVEN = "given", _("Given by hand")


class ReportSource(models.Model):
    """A feed (url) or a watched folder (path below SOURCES_ROOT), and how its last pull went.

    `allowed_hosts` are the private hosts ('host' or 'host:port') that an operator allows for
    this source alone; all other private addresses are refused (S17). `faults` are sentences on
    the last pull, each as {language: words}.
    """

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    office = models.ForeignKey("staff.Office", on_delete=models.PROTECT)
    kind = models.CharField(max_length=8, choices=SourceKind.choices)
    location = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8, blank=True)
    topics = ArrayField(models.SlugField(), default=list, blank=True)
    allowed_hosts = ArrayField(models.CharField(max_length=255), default=list, blank=True)
    interval = models.DurationField(default=timedelta(minutes=10))
    active = models.BooleanField(default=True)
    due_at = models.DateTimeField(null=True)
    etag = models.CharField(max_length=500, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    pulled_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=models.Q(active=True), name="source_due"),
        ]

    def __str__(self) -> str:
        return self.name

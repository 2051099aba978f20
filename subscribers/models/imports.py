"""One import of a file of people: what was asked, how far it got, what it found."""

from __future__ import annotations

from django.db import models

from subscribers.models.lists import LegalBasis, List


class ImportState(models.TextChoices):
    """How far an import got."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ImportRun(models.Model):
    """A file, the list it is for, the legal basis claimed for it, and the result by row."""

    list = models.ForeignKey(List, on_delete=models.PROTECT)
    basis = models.CharField(max_length=20, choices=LegalBasis.choices)
    proof = models.CharField(max_length=200, blank=True)
    file = models.FileField(upload_to="imports/")
    errors = models.FileField(upload_to="imports/", blank=True)
    dry_run = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ImportState.choices, default="waiting")
    words = models.TextField(blank=True)
    counts = models.JSONField(default=dict)
    started_by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"import {self.pk}: {self.state}"

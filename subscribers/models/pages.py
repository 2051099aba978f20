"""Pages that the law asks for, in the city's own words; every change is a version of its own."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class PageName(models.TextChoices):
    """Which page."""

    IMPRINT = "imprint", _("Imprint")
    PRIVACY = "privacy", _("Privacy notice")
    ACCESSIBILITY = "accessibility", _("Accessibility statement")
    EASY = "easy", _("Easy language")


class Page(models.Model):
    """One version of a page in one language (Markdown). The newest one is shown; none changes."""

    name = models.CharField(max_length=16, choices=PageName.choices)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "language", "version"], name="page_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.language} v{self.version}"

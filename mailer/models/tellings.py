"""How an audience is told a report, and how an installation looks."""

from __future__ import annotations

from django.db import models


class Telling(models.Model):
    """A telling is data, checked by `mailer.editions.telling.telling_from` before it is stored."""

    slug = models.SlugField(unique=True)
    audience = models.OneToOneField("subscribers.Audience", on_delete=models.PROTECT)
    data = models.JSONField()
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return self.slug


class Theme(models.Model):
    """Logo, colours and fonts of the installation; the newest row counts."""

    data = models.JSONField(default=dict)
    changed_at = models.DateTimeField(auto_now_add=True)
    changed_by = models.ForeignKey("staff.User", null=True, on_delete=models.SET_NULL)

    def __str__(self) -> str:
        return f"theme of {self.changed_at:%Y-%m-%d}"

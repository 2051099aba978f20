"""A saved rule over subscribers."""

from __future__ import annotations

from django.db import models


class Segment(models.Model):
    """A rule tree as JSON, checked by `subscribers.segments.parse` before it is stored."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    office = models.ForeignKey("staff.Office", on_delete=models.PROTECT)
    rule = models.JSONField()

    def __str__(self) -> str:
        return self.name

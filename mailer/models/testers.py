"""Mailboxes of staff that get an issue before anybody else does."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Tester(models.Model):
    """A mailbox of an office. No language or audience: it gets every edition there is.

    `used_at` is the last test that was sent to it; who is never used is forgotten.
    """

    office = models.ForeignKey("staff.Office", on_delete=models.CASCADE, related_name="+")
    address = models.EmailField(_("E-mail address"))
    language = models.CharField(_("Language"), max_length=8, blank=True, choices=settings.LANGUAGES)
    audience = models.ForeignKey(
        "subscribers.Audience", null=True, on_delete=models.CASCADE, related_name="+"
    )
    used_at = models.DateTimeField()
    added_by = models.ForeignKey(
        "staff.User", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "address"], name="tester_once"),
        ]

    def __str__(self) -> str:
        return f"tester {self.pk}"

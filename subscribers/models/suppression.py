"""Addresses that must not be mailed, kept as keyed hashes (P11)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from subscribers.models.lists import List


class SuppressionReason(models.TextChoices):
    """Why an address is not mailed."""

    LEFT = "left", _("left the list")
    BOUNCED = "bounced", _("bounced")
    COMPLAINED = "complained", _("complained")
    ERASED = "erased", _("erased")
    STAFF = "staff", _("blocked by staff")


class Suppression(models.Model):
    """One address on the block list; for one list, or (list empty) for all of them."""

    address_key = models.BinaryField(max_length=32)
    list = models.ForeignKey(List, null=True, on_delete=models.PROTECT)
    reason = models.CharField(max_length=12, choices=SuppressionReason.choices)
    at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=80, blank=True)
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["address_key", "list", "reason"],
                condition=Q(lifted_at__isnull=True),
                nulls_distinct=False,
                name="suppression_once",
            ),
        ]
        # The key above knows nothing of what was lifted, which a person may ask for, too.
        indexes: ClassVar = [models.Index(fields=["address_key"], name="suppression_by_key")]

    def __str__(self) -> str:
        return self.reason

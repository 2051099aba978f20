"""How much a domain that providers do not know yet has sent on which day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class WarmUpDay(models.Model):
    """`sent` counts what was reserved for sending and not given back."""

    domain = models.CharField(max_length=253)
    day = models.DateField()
    sent = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["domain", "day"], name="warm_up_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.domain} {self.day}: {self.sent}"

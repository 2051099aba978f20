"""Keys that mail is signed with; the private half is sealed (`mailer.vault`)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class KeyState(models.TextChoices):
    """A new key waits for DNS; a retired one stays in DNS until its last mails have arrived."""

    NEW = "new"
    ACTIVE = "active"
    RETIRED = "retired"


class SigningKey(models.Model):
    """A DKIM key of a domain; `record` is what DNS has to say at `name`."""

    domain = models.CharField(max_length=253)
    selector = models.CharField(max_length=63)
    algorithm = models.CharField(max_length=8)
    sealed = models.BinaryField()
    record = models.TextField()
    state = models.CharField(max_length=8, choices=KeyState.choices, default=KeyState.NEW)
    created_at = models.DateTimeField(auto_now_add=True)
    activated_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["domain", "selector"], name="signing_key_once"),
            models.UniqueConstraint(
                fields=["domain", "algorithm"],
                condition=Q(state="active"),
                name="signing_key_one_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.state}"

    @property
    def name(self) -> str:
        """Where DNS keeps the record (RFC 6376, 3.6.2.1)."""
        return f"{self.selector}._domainkey.{self.domain}"

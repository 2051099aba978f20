"""Domains that people have their addresses at, and which provider takes their mail."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from mailer.delivery.providers import OTHER


class MailDomain(models.Model):
    """`group` is by the MX records of `looked_up_at`; NULL there: nobody has looked yet."""

    domain = models.CharField(max_length=253, unique=True)
    group = models.CharField(max_length=10, default=OTHER)
    looked_up_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["looked_up_at"], name="mail_domain_age")]

    def __str__(self) -> str:
        return f"{self.domain}: {self.group}"

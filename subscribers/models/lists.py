"""What one can subscribe to, who speaks there, and to whom."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Frequency(models.TextChoices):
    """How often somebody wants to hear from a list."""

    IMMEDIATELY = "immediately", _("immediately")
    DAILY = "daily", _("daily")
    WEEKLY = "weekly", _("weekly")
    MONTHLY = "monthly", _("monthly")


class LegalBasis(models.TextChoices):
    """Why a list may mail people at all (Art. 6 GDPR, P37)."""

    CONSENT = "consent", _("Consent (Art. 6(1)(a) GDPR)")
    LEGAL_OBLIGATION = "legal_obligation", _("Legal obligation (Art. 6(1)(c) GDPR)")
    PUBLIC_TASK = "public_task", _("Public task (Art. 6(1)(e) GDPR)")


def by_language(words: dict[str, str], language: str) -> str:
    """The words in this language, else in the first one that there is."""
    return words.get(language) or next(iter(words.values()), "")


class Audience(models.Model):
    """A group spoken to in one voice."""

    slug = models.SlugField(unique=True)
    names = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        """The name in this language."""
        return by_language(self.names, language)


class Dkim(models.TextChoices):
    """Who signs a sender's mail."""

    HERE = "here"
    RELAY = "relay"


class Sender(models.Model):
    """An identity that mails come from, with its legal notice (P21).

    `relay` names the setting with its relays: '' is SMTP_URL, 'alerts' is SMTP_URL_ALERTS. From the
    day `warm_up_from` on it sends a little more each day, until providers know it (M46).
    """

    slug = models.SlugField(unique=True)
    office = models.ForeignKey("staff.Office", on_delete=models.PROTECT)
    name = models.CharField(max_length=120)
    address = models.EmailField()
    reply_to = models.EmailField(blank=True)
    imprints = models.JSONField(default=dict)
    imprint_url = models.URLField(blank=True)
    privacy_url = models.URLField(blank=True)
    accessibility_url = models.URLField(blank=True)
    dkim = models.CharField(max_length=5, choices=Dkim.choices, default=Dkim.RELAY)
    relay = models.CharField(max_length=40, blank=True)
    warm_up_from = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    @property
    def domain(self) -> str:
        """The domain that mails are from."""
        return self.address.rpartition("@")[2]


def new_public_id() -> str:
    """A random id for public addresses, so that private lists cannot be guessed (S11)."""
    return secrets.token_urlsafe(12)


class List(models.Model):
    """One consent, one purpose, one legal basis, one sender, one audience.

    A sensitive name tells something of whoever is on the list (health, faith, politics; P33), so
    it stays out of subjects, archive and feeds. `welcomes`: a mail greets who has confirmed.
    `is_editorial`: it reports as the press does, so somebody has to answer for it by name (P22).
    `easy_language`: its issues can also be had in Leichte Sprache (P30).
    """

    slug = models.SlugField(unique=True)
    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    office = models.ForeignKey("staff.Office", on_delete=models.PROTECT)
    sender = models.ForeignKey(Sender, on_delete=models.PROTECT)
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT)
    names = models.JSONField(default=dict)
    purposes = models.JSONField(default=dict)
    basis = models.CharField(max_length=20, choices=LegalBasis.choices, default=LegalBasis.CONSENT)
    frequency = models.CharField(
        max_length=12, choices=Frequency.choices, default=Frequency.IMMEDIATELY
    )
    is_public = models.BooleanField(default=True)
    is_sensitive = models.BooleanField(default=False)
    is_editorial = models.BooleanField(default=False)
    may_leave = models.BooleanField(default=True)
    welcomes = models.BooleanField(default=True)
    easy_language = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="list_without_exit_needs_basis",
                condition=Q(may_leave=True) | ~Q(basis=LegalBasis.CONSENT),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def name(self, language: str) -> str:
        """The name in this language."""
        return by_language(self.names, language)


class ToldUntil(models.Model):
    """Up to which moment the subscriptions of one frequency were told a list's reports.

    Written by dispatch when an issue is expanded or skipped; read when somebody changes their
    frequency, so that the new subscription starts where the old one ended (invariant 4).
    """

    list = models.ForeignKey(List, on_delete=models.CASCADE, related_name="told")
    frequency = models.CharField(max_length=12, choices=Frequency.choices)
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["list", "frequency"], name="told_until_once"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.frequency}: {self.until}"

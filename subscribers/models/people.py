"""People and bodies with one address each, and the topics they may choose."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """What a report is about."""

    slug = models.SlugField(unique=True)
    names = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.slug


class FormOfAddress(models.TextChoices):
    """How a mail speaks to somebody."""

    FORMAL = "formal", _("formal")
    INFORMAL = "informal", _("informal")


class Subscriber(models.Model):
    """A person or body. The clear address stands here and nowhere else (invariant 13).

    Once erased, `address_key` is random, so that nobody is found by it, and `erased_key` keeps the
    hash under which the proof that has to be kept is blocked until `proof_until` (P10). Somebody
    who changed to the address of another row lives on in one of the two (`merged_into`), to which
    the links of both lead.
    """

    address = models.CharField(max_length=320, null=True)
    address_key = models.BinaryField(max_length=32, unique=True)
    older_keys = ArrayField(models.BinaryField(max_length=32), default=list)
    erased_key = models.BinaryField(max_length=32, null=True, db_index=True)
    given_name = models.CharField(max_length=120, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    honorific = models.CharField(max_length=80, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    municipality = models.CharField(max_length=120, blank=True)
    municipality_type = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=8, default="de")
    form_of_address = models.CharField(
        max_length=8, choices=FormOfAddress.choices, default=FormOfAddress.FORMAL
    )
    attributes = models.JSONField(default=dict)
    topics = models.ManyToManyField(Topic, related_name="subscribers", blank=True)
    easy_language = models.BooleanField(default=False)
    text_only = models.BooleanField(default=False)
    paused_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    erase_due_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    proof_until = models.DateField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="earlier"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="subscriber_address_or_erased",
                condition=models.Q(address__isnull=False)
                | models.Q(erased_at__isnull=False)
                | models.Q(merged_into__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["erase_due_at"],
                condition=models.Q(erase_due_at__isnull=False),
                name="subscriber_erase_due",
            ),
        ]

    def __str__(self) -> str:
        return f"subscriber {self.pk}"

"""Users, the offices they belong to, what they may do there, and what they did."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may do in one office; a person may hold several roles."""

    VIEWER = "viewer", _("Viewer")
    EDITOR = "editor", _("Editor")
    APPROVER = "approver", _("Approver")
    SENDER = "sender", _("Sender")
    DATA_OFFICER = "data_officer", _("Data officer")
    ADMIN = "admin", _("Administrator")


class UserManager(BaseUserManager["User"]):
    """Finds users by their address, whatever its case."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> User:
        """Store a user; without a password nobody can log in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        """The user with this address."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A member of staff, known by the address of their office mailbox."""

    email = models.EmailField(_("E-mail address"), unique=True)
    name = models.CharField(_("Name"), max_length=120, blank=True)
    language = models.CharField(max_length=8, default="de")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email


class Office(models.Model):
    """A part of the city that owns lists, sources, campaigns and senders."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role of a user in an office."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "office", "role"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.role} @ {self.office}"


class AuditSeal(models.Model):
    """A link of the chain of the audit trail, as `staff.chain` knows it; a trigger refuses changes.

    `since` is when the oldest of its entries was written: entries that were kept long enough go.
    """

    at = models.DateTimeField()
    since = models.DateTimeField()
    events = models.PositiveIntegerField()
    leaves = models.BinaryField(default=bytes)
    digest = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"audit seal {self.pk}"


class AuditEntry(models.Model):
    """One act of a person: who, when, what, on what. A trigger refuses all but sealing it once;
    who acted stays known for as long as the entry is kept.
    """

    at = models.DateTimeField(auto_now_add=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT)
    verb = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    details = models.JSONField(default=dict)
    seal = models.ForeignKey(AuditSeal, null=True, on_delete=models.PROTECT, related_name="sealed")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "object_id"]),
            models.Index(fields=["id"], condition=models.Q(seal=None), name="entry_unsealed"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.kind} {self.object_id}"


class RetentionRun(models.Model):
    """The report of one run of the retention jobs: how much each removed, or would remove."""

    at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    dry_run = models.BooleanField(default=False)
    started_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    removed = models.JSONField(default=dict)
    faults = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"retention run {self.pk}"

"""The database itself keeps the promises of the models."""

from __future__ import annotations

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


def test_migrations_are_in_step_with_models() -> None:
    """No model has changed without a migration."""
    call_command("makemigrations", check=True, dry_run=True)

"""A shelf to read from, built once per worker in a transaction that each test's lies in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from config.seed import House, foundation, user
from staff.models import Role
from tests.integration.archive.shelf import Shelf, shelf


@pytest.fixture(scope="package")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Shelf]:
    """The shelf in the database, taken down after a worker's last test of this folder."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("mailer.dispatch.nudges._send", lambda *_: None)
        office = foundation(House("Jena", "rundbrief@stadt.example.org", "Stadt Jena"))
        editor = user("editor@stadt.example.org", office, Role.EDITOR)
        approver = user("approver@stadt.example.org", office, Role.APPROVER)
        yield shelf(editor, approver)
        transaction.set_rollback(True)


@pytest.fixture
def books(stage: Shelf, db: None) -> Shelf:
    """The shelf, for a test that may change it."""
    return stage


@pytest.fixture(autouse=True)
def _static(settings: Settings, tmp_path: Path) -> None:
    """Nothing was collected: style sheets come from where they are kept."""
    settings.STATIC_ROOT = str(tmp_path)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What a test before was shown is made anew."""
    for name in ("pages", "searches", "editions"):
        caches[name].clear()


@pytest.fixture
def reader() -> Client:
    """Somebody who reads, without a cookie; their browser asks for English."""
    return Client(headers={"accept-language": "en"})

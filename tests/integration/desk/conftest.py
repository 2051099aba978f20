"""The cast in front of their browsers, and the scene that they look at.

The scene is built once per worker in a transaction of its own, which each test's transaction lies
in: what a test changes is gone for the next one, and nothing is composed forty times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from config.seed import House, foundation, user
from mailer.models import Issue
from staff.models import Office, Role, User
from tests.integration.desk.scene import Scene, scene


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No worker listens here: what the queue would be told is left out."""
    monkeypatch.setattr("mailer.dispatch.nudges._send", lambda *_: None)


@pytest.fixture(autouse=True)
def _static(settings: Settings, tmp_path: Path) -> None:
    """Nothing was collected: style sheets come from where they are kept."""
    settings.STATIC_ROOT = str(tmp_path)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture(scope="package")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """The scene in the database, taken down after a worker's last test of this folder."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = foundation(House("Jena", "rundbrief@stadt.example.org", "Stadt Jena"))
        editor = user("editor@stadt.example.org", office, Role.EDITOR)
        approver = user("approver@stadt.example.org", office, Role.APPROVER)
        yield scene(office, editor=editor, approver=approver)
        transaction.set_rollback(True)


@pytest.fixture
def office(stage: Scene, db: None) -> Office:
    """The office of the scene."""
    return Office.objects.get(slug="press")


@pytest.fixture
def city(stage: Scene, office: Office) -> Scene:
    """The scene with issues as they stand in the database now."""
    names = ("review", "approved", "sending", "sent")
    return replace(stage, **{name: Issue.objects.get(pk=getattr(stage, name).pk) for name in names})


@pytest.fixture
def cast(office: Office) -> dict[str, User]:
    """One person per role, and an editor and approver of another office."""
    people = {
        who: user(f"{who}@stadt.example.org", office, role)
        for who, role in (
            ("viewer", Role.VIEWER),
            ("editor", Role.EDITOR),
            ("approver", Role.APPROVER),
            ("sender", Role.SENDER),
            ("officer", Role.DATA_OFFICER),
            ("admin", Role.ADMIN),
        )
    }
    parks = Office.objects.create(slug="parks", name="Grünflächenamt")
    outsider = user("outsider@stadt.example.org", parks, Role.EDITOR, Role.APPROVER)
    return {**people, "outsider": outsider}


@pytest.fixture
def as_(cast: dict[str, User]) -> Callable[[str], Client]:
    """A browser of this person, in German."""

    def browser(who: str) -> Client:
        client = Client(headers={"accept-language": "de"})
        client.force_login(cast[who])
        return client

    return browser

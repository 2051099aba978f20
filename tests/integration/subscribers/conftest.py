"""The lists of a fresh installation, and short ways to put people on them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from staff.models import Office
from subscribers import consent, importing, people
from subscribers.models import ImportRun, LegalBasis, List, Subscriber
from subscribers.signals import notice_wanted

Member = Callable[..., Subscriber]
FILE = (
    "E-Mail;Vorname;Nachname;Sprache;Häufigkeit;Themen;Stadtteil\n"
    "anna@example.org;Anna;Berg;de;wöchentlich;Klima und Umwelt;Nord\n"
    "Bob@Example.org;Bob;;en;;;\n"
    'zoë@example.org;"Zo\\ë ""Z""";;;;;"\t=1+1"\n'
)
Import = Callable[..., ImportRun]
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(autouse=True)
def _plain_static_files(tmp_path: Path, settings: Settings) -> None:
    """Style sheets by their plain names: nothing is collected for tests."""
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = settings.STORAGES | {"staticfiles": PLAIN}


@pytest.fixture
def citizens(office: Office) -> List:
    """The public list of citizens: by consent, anybody may leave."""
    return List.objects.select_related("sender").get(slug="citizens")


@pytest.fixture
def councils(office: Office) -> List:
    """The private list of the council: by public task."""
    return List.objects.get(slug="councils")


@pytest.fixture
def member(citizens: List) -> Member:
    """Puts somebody on a list: member('anna@example.org', frequency='weekly')."""

    def add(address: str = "anna@example.org", on: List = citizens, **more: object) -> Subscriber:
        consent.enrol(
            address,
            on.pk,
            basis=LegalBasis(on.basis),
            source="test",
            proof="file 1",
            **more,  # type: ignore[arg-type]
        )
        found = people.find(address)
        assert found is not None
        return found

    return add


@pytest.fixture
def notices() -> Iterator[list[dict[str, Any]]]:
    """The mails that were called for."""
    found: list[dict[str, Any]] = []

    def listen(**details: Any) -> None:
        found.append(details)

    notice_wanted.connect(listen)
    yield found
    notice_wanted.disconnect(listen)


@pytest.fixture
def imported(citizens: List) -> Import:
    """Imports a text: imported(text, basis=..., proof=..., dry_run=...)."""

    def do(text: str = FILE, on: List = citizens, **more: Any) -> ImportRun:
        more = {"basis": on.basis, "proof": "file 1"} | more
        run = importing.request(io.BytesIO(text.encode()), "people.csv", wanted=on, **more)
        assert importing.work(run.pk)
        run.refresh_from_db()
        return run

    return do

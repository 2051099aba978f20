"""Sample people and reports for the demo; every address is reserved for examples (RFC 2606)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from config.seed import House, foundation, user
from mailer.intake.pull import add_file
from mailer.models import Report, ReportSource
from staff.models import Office, Role, User
from subscribers import importing
from subscribers.models import List

LISTS = ("citizens", "councils", "partner-cities")
DIGEST = "Tagesüberblick"
EDITOR = "redaktion@stadt.example.org"
APPROVER = "freigabe@stadt.example.org"
SAMPLES = Path(settings.BASE_DIR) / "samples"
# English, and German in Leichte Sprache.
TRANSLATIONS = (".en.txt", ".simple.txt")
# Told in this order, one at each run of the demo and two in its digest.
ORDER = ("kongress", "pressemitteilung", "veranstaltung")
# Holds another program's fields as text: the check stops it, and nobody would be there to waive.
STOPPED = "sonderzeichen"


@dataclass(frozen=True, slots=True)
class Crew:
    """Who works in the demo."""

    office: Office
    editor: User
    approver: User


def crew() -> Crew:
    """The installation with an editor and an approver."""
    house = House(
        city=settings.CITY,
        sender_address="rundbrief@stadt.example.org",
        imprint=f"Stadt {settings.CITY}, Musterplatz 1, 07743 {settings.CITY}. "
        "Vertreten durch die Oberbürgermeisterin oder den Oberbürgermeister. "
        "E-Mail: rundbrief@stadt.example.org, Telefon: 03641 000000.",
    )
    office = foundation(house)
    word = password()
    editor = user(EDITOR, office, Role.EDITOR, password=word)
    approver = user(APPROVER, office, Role.APPROVER, Role.SENDER, password=word)
    return Crew(office, editor, approver)


def password() -> str:
    """The demo's password, made once and kept beside its keys."""
    path = Path(".rundbrief") / "keys" / "demo-password"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(12))
        path.chmod(0o600)
    return path.read_text().strip()


def people() -> None:
    """Import the sample files, the way an operator would; a second time changes nothing."""
    for slug in LISTS:
        wanted = List.objects.get(slug=slug)
        with (SAMPLES / "people" / f"{slug}.csv").open("rb") as file:
            run = importing.request(
                file,
                f"{slug}.csv",
                wanted=wanted,
                basis=wanted.basis,
                proof="samples",
                dry_run=False,
                by=None,
            )
        importing.work(run.pk, wait=True)


def next_report(office: Office) -> Report:
    """Add the next sample report that is not there yet; the first one again when all are."""
    source = ReportSource.objects.get(slug="given", office=office)
    for path in _files():
        kept = add_file(path.name, path.read_bytes(), source=source)
        for translation in filter(Path.exists, map(path.with_suffix, TRANSLATIONS)):
            add_file(translation.name, translation.read_bytes(), source=source)
        if kept.state == "new":
            return Report.objects.get(pk=kept.report_id)
    return Report.objects.earliest("released_at")


def _files() -> list[Path]:
    """The samples, best ones first; translations come with their originals."""
    files = sorted((SAMPLES / "reports").glob("*.txt"))
    named = (path for path in files if path.suffixes == [".txt"])
    originals = [path for path in named if path.stem != STOPPED]
    rank = {stem: place for place, stem in enumerate(ORDER)}
    return sorted(originals, key=lambda path: (rank.get(path.stem, len(ORDER)), path.stem))

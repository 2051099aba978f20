"""Compares what read_report makes of a labelled sample with its labels, point by point."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from mailer.reports.model import Figure, ItemList, Quote, Report, plain
from mailer.reports.read import read_report

SAMPLES = Path(__file__).resolve().parents[3] / "samples" / "reports"
TUNED = ("pressemitteilung", "ratsvorlage", "protokoll", "english", "grossbuchstaben")
UNSEEN = ("veranstaltung", "ohne-ueberschriften", "nummeriert", "sehr-kurz", "sehr-lang")


def read(name: str) -> Report:
    """The sample as a report."""
    return read_report(f"{name}.txt", (SAMPLES / f"{name}.txt").read_bytes())


def labels(name: str) -> dict[str, Any]:
    """What a person says is right."""
    loaded: dict[str, Any] = json.loads((SAMPLES / f"{name}.expected.json").read_text())
    return loaded


def quotes(report: Report) -> list[Quote]:
    """The report's quotes in order."""
    return [b for s in report.sections for b in s.blocks if isinstance(b, Quote)]


def points(report: Report, want: dict[str, Any]) -> dict[str, bool]:
    """Each labelled point and whether the report has it right."""
    blocks = [b for s in report.sections for b in s.blocks]
    headings = [s.heading for s in report.sections if s.heading]
    said = quotes(report)
    found = {
        "title": report.title == want["title"],
        "lead": plain(report.lead).startswith(want["lead_start"])
        and bool(report.lead) == bool(want["lead_start"]),
        "language": report.language == want["language"],
        "date": (report.date.isoformat() if report.date else None) == want["date"],
        "headings": headings == want["headings"],
        "number of quotes": len(said) == len(want["quotes"]),
        "dates": len(report.dates) == want["dates"],
        "contact": (report.contact.email if report.contact else "") == want["contact_email"],
    }
    for label in want["quotes"]:
        match = next((q for q in said if q.text.startswith(label["start"])), None)
        found[f"quote {label['start']}"] = match is not None
        speaker = match.speaker if match else ""
        found[f"speaker {label['start']}"] = speaker.endswith(label["speaker"])
    if "list_items" in want:
        items = sum(len(b.items) for b in blocks if isinstance(b, ItemList))
        found["list items"] = items == want["list_items"]
    if "figures" in want:
        found["figures"] = sum(isinstance(b, Figure) for b in blocks) == want["figures"]
    return found


def score(names: tuple[str, ...]) -> tuple[int, int, list[str]]:
    """Points right, points labelled, and the names of the wrong ones."""
    right = total = 0
    wrong: list[str] = []
    for name in names:
        for point, ok in points(read(name), labels(name)).items():
            total += 1
            right += ok
            wrong += [] if ok else [f"{name}: {point}"]
    return right, total, wrong

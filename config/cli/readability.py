"""`rundbrief readability`: how hard a report is to read, as written and as told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from config.cli.audiences import named
from config.cli.output import as_json, show
from config.cli.reports import find
from mailer.dispatch.readability import Form, forms
from mailer.intake.store import load
from mailer.models import Revision
from mailer.reports.model import Report
from mailer.reports.read import read_report


@click.command()
@click.argument("report")
@click.option("--audience", "audiences", multiple=True, help="Without it: all of them.")
@click.option("--language", default="de", show_default=True, help="Also de-simple.")
@as_json
def readability(report: str, audiences: tuple[str, ...], *, language: str, json_: bool) -> None:
    """Measure a report (its number, or a file), and list what makes it hard to read."""
    told = named(audiences)
    texts, revision = _texts(report)
    found = forms(texts, language, audiences=told, revision=revision)
    if json_:
        show([_whole(form) for form in found], json_=True)
        return
    show([_row(form) for form in found], json_=False)
    click.echo()
    # As written, all sentences are there; whoever names audiences asks for theirs.
    shown = [form for form in found if form.name in audiences] or found[:1]
    show(_marks(shown), json_=False, empty="Nothing to mind.")


def _texts(report: str) -> tuple[Mapping[str, Report], Revision | None]:
    path = Path(report)
    if path.is_file():
        text = read_report(path.name, path.read_bytes())
        return {text.language: text}, None
    latest = find(report).latest
    return load(latest), latest


def _row(form: Form) -> dict[str, Any]:
    reading = form.reading
    figures = reading.measure.as_dict()
    return {
        "form": form.name,
        "language": reading.language,
        "level": figures["level"],
        "score": figures["score"],
        "wiener": figures["wiener"],
        "words": figures["words"],
        "words/sentence": figures["words_per_sentence"],
        "letters/word": figures["letters_per_word"],
        "marks": len(reading.marks),
    }


def _whole(form: Form) -> dict[str, Any]:
    reading = form.reading
    return {
        "form": form.name,
        "language": reading.language,
        **reading.measure.as_dict(),
        "marks": [mark.as_dict() for mark in reading.marks],
    }


def _marks(found: Sequence[Form]) -> list[dict[str, str]]:
    return [
        {
            "form": form.name,
            "severity": str(mark.severity),
            "rule": mark.rule,
            "place": mark.place["en"],
            "words": mark.words["en"],
            "sentence": mark.sentence if len(mark.sentence) <= 60 else f"{mark.sentence[:57]}…",
        }
        for form in found
        for mark in form.reading.marks
    ]

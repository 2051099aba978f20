"""`rundbrief render`: how a report is told, as files to look at, or side by side."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from config.cli.audiences import named
from config.cli.errors import CliError
from config.cli.output import as_json, show, show_one
from config.cli.reports import find
from config.cli.sides import side_by_side
from config.rendering import Rendered, item_of, render_report
from mailer.dispatch.comparing import columns
from mailer.dispatch.languages import LANGUAGES
from mailer.dispatch.tellings import easy_audiences


@click.command()
@click.argument("report")
@click.option("--audience", "audiences", multiple=True, help="Without it: all of them.")
@click.option("--language", default="de", show_default=True)
@click.option("--all", "all_", is_flag=True, help="All audiences, in all languages.")
@click.option("--easy", is_flag=True, help="The text in easy language.")
@click.option("--layout", default="", help="Without it: as the telling says.")
@click.option("--diff", is_flag=True, help="Side by side, with what only one edition says marked.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="A folder.")
@as_json
def render(report: str, *, diff: bool, out: Path | None, json_: bool, **more: Any) -> None:
    """Write .html, .txt and .eml of a report (its number, or a file), or compare its editions."""
    if bool(out) == diff:
        raise CliError("Name a folder by --out, or compare the editions by --diff.", 2)
    if more["layout"] and diff:
        raise CliError("--diff compares the tellings in their own layouts: no --layout.", 2)
    told = named(more["audiences"] or (easy_audiences() if more["easy"] else ()))
    source: Path | int = Path(report) if Path(report).is_file() else find(report).pk
    languages = LANGUAGES if more["all_"] else (more["language"],)
    if out is None:
        _compare(source, told, languages=languages, json_=json_)
        return
    out.mkdir(parents=True, exist_ok=True)
    forms = {"easy": more["easy"], "layout": more["layout"]}
    rows = [
        _write(render_report(source, slug, language=language, **forms), out)
        for language in languages
        for slug in told
    ]
    if json_:
        show(rows, json_=True)
    for row in [] if json_ else rows:
        show_one(row, json_=False)
        click.echo()


def _compare(
    source: Path | int, audiences: Iterable[str], *, languages: Iterable[str], json_: bool
) -> None:
    side_by_side(
        columns(
            lambda slug, language: item_of(source, language, audience=slug)[1],
            audiences=audiences,
            languages=languages,
            easy=True,
        ),
        json_=json_,
    )


def _write(rendered: Rendered, out: Path) -> dict[str, object]:
    kind = (".easy" if rendered.easy else "") + (f".{rendered.layout}" if rendered.layout else "")
    stem = out / f"{rendered.name}.{rendered.audience}.{rendered.language}{kind}"
    files = {".html": rendered.html.encode(), ".txt": rendered.text.encode(), ".eml": rendered.mail}
    if rendered.calendar:
        files[".ics"] = rendered.calendar.encode()
    for suffix, content in files.items():
        stem.with_name(stem.name + suffix).write_bytes(content)
    return {
        "audience": rendered.audience,
        "subject": rendered.subject,
        "bytes": len(rendered.html.encode()),
        "files": [f"{stem}{suffix}" for suffix in files],
        "choices": rendered.choices,
    }

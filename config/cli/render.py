"""`rundbrief render`: how a report is told, as files to look at."""

from __future__ import annotations

from pathlib import Path

import click

from config.cli.errors import CliError, Code
from config.cli.output import as_json, show, show_one
from config.cli.reports import find
from config.rendering import Rendered, render_report
from mailer.dispatch.tellings import easy_audiences
from subscribers import audience


@click.command()
@click.argument("report")
@click.option("--audience", "audiences", multiple=True, help="Without it: all of them.")
@click.option("--language", default="de", show_default=True)
@click.option("--easy", is_flag=True, help="The text in easy language.")
@click.option("--layout", default="", help="Without it: as the telling says.")
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@as_json
def render(
    report: str,
    audiences: tuple[str, ...],
    *,
    language: str,
    easy: bool,
    layout: str,
    out: Path,
    json_: bool,
) -> None:
    """Write .html, .txt and .eml of a report (its number, or a file) for an audience."""
    if easy and layout:
        raise CliError("Easy language has a layout of its own; leave out --layout.", 2)
    known = [entry.slug for entry in audience.audiences()]
    for slug in audiences:
        if slug not in known:
            names = ", ".join(known)
            raise CliError(f"There is no audience '{slug}'. There are: {names}.", Code.NOT_FOUND)
    source: Path | int = Path(report) if Path(report).is_file() else find(report).pk
    out.mkdir(parents=True, exist_ok=True)
    told = audiences or (easy_audiences() if easy else known)
    rows = [
        _write(render_report(source, slug, language=language, easy=easy, layout=layout), out)
        for slug in told
    ]
    if json_:
        show(rows, json_=True)
    for row in [] if json_ else rows:
        show_one(row, json_=False)
        click.echo()


def _write(rendered: Rendered, out: Path) -> dict[str, object]:
    kind = ".easy" if rendered.easy else f".{rendered.layout}" if rendered.layout else ""
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

"""`rundbrief reports`: what the city has to tell."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import click
from django.utils import timezone

from config.cli.correct import withdraw
from config.cli.errors import CliError, Code
from config.cli.output import as_json, show
from config.cli.people import acting
from mailer.dispatch import marking, marks
from mailer.dispatch.describing import describe, pictures_of
from mailer.dispatch.picking import offer
from mailer.intake.pull import add_file, add_text
from mailer.intake.pull import pull as pull_source
from mailer.intake.store import load
from mailer.models import Report, ReportSource, SentenceWish, SourceKind, Wish
from mailer.reports.tongues import code_of, text_in
from staff.models import Office, User


@click.group()
def reports() -> None:
    """Reports and their sources."""


reports.add_command(withdraw)


@reports.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", default="given", show_default=True, help="The source's short name.")
@click.option("--report", help="The files are new texts of this report.")
@click.option("--language", default="", help="With --report: what the text is in; else as it says.")
@as_json
def add(
    files: tuple[Path, ...], *, source: str, report: str | None, language: str, json_: bool
) -> None:
    """Add reports from txt, md, html or docx files."""
    place, known = _source(source), find(report) if report else None
    rows = []
    for path in files:
        try:
            data = path.read_bytes()
            kept = (
                add_text(known, path.name, data=data, language=code_of(language))
                if known
                else add_file(path.name, data, source=place)
            )
        except OSError as error:
            raise CliError(f"{path}: {error.strerror}.", Code.UNREADABLE) from error
        title = Report.objects.get(pk=kept.report_id).latest.title
        rows.append({"report": kept.report_id, "state": kept.state, "title": title})
    show(rows, json_=json_)


@reports.command()
@click.option("--source", "slug", help="Only this source.")
@as_json
def pull(slug: str | None, json_: bool) -> None:
    """Pull feeds and folders now, whatever their due time."""
    wanted = ReportSource.objects.filter(active=True).exclude(kind=SourceKind.GIVEN)
    sources = [_source(slug)] if slug else list(wanted)
    rows = []
    for source in sources:
        pulled = pull_source(source.pk)
        states = [kept.state for kept in pulled.kept]
        counts = {state: states.count(state) for state in ("new", "revised", "known")}
        rows.append(
            {"source": source.slug, **counts, "faults": [fault["en"] for fault in pulled.faults]}
        )
    show(rows, json_=json_, empty="There is no feed or folder yet: rundbrief reports source --help")
    if any(row["faults"] for row in rows):
        raise CliError("Not everything could be read; see 'faults'.", Code.UNREADABLE)


@reports.command("list")
@as_json
def list_(json_: bool) -> None:
    """All reports, the newest first."""
    rows = [
        {
            "report": report.pk,
            "title": report.latest.title,
            "languages": [text.language for text in report.latest.translations.order_by("pk")],
            "revision": report.latest.number,
            "source": report.source.slug,
            "released": timezone.localtime(report.released_at).isoformat(timespec="seconds"),
        }
        for report in Report.objects.select_related("source").order_by("-released_at")
    ]
    show(rows, json_=json_)


@reports.command()
@click.argument("slug")
@click.option("--feed", help="The address of an RSS, Atom or JSON feed.")
@click.option("--folder", help="A folder below SOURCES_ROOT.")
@click.option("--name", default="", help="What staff see.")
@click.option("--office", default="press", show_default=True)
@click.option("--topic", "topics", multiple=True)
@click.option("--every", default=0, help="Minutes between pulls; 10 for feeds, 1 for folders.")
@click.option("--allow-host", "hosts", multiple=True, help="A private host that may be fetched.")
def source(
    slug: str,
    *,
    feed: str | None,
    folder: str | None,
    name: str,
    office: str,
    topics: tuple[str, ...],
    every: int,
    hosts: tuple[str, ...],
) -> None:
    """Add a source, or change one."""
    if bool(feed) == bool(folder):
        raise CliError("Name either --feed or --folder.", 2)
    place = Office.objects.filter(slug=office).first()
    if place is None:
        raise CliError(f"There is no office '{office}'.", Code.NOT_FOUND)
    ReportSource.objects.update_or_create(
        slug=slug,
        defaults={
            "name": name or slug,
            "kind": SourceKind.FEED if feed else SourceKind.FOLDER,
            "location": feed or folder or "",
            "office": place,
            "topics": list(topics),
            "allowed_hosts": list(hosts),
            "interval": timedelta(minutes=every or (10 if feed else 1)),
            "due_at": timezone.now(),
            "active": True,
        },
    )
    click.echo(f"Source '{slug}' is pulled from now on.")


@reports.command("mark")
@click.argument("report")
@click.argument("wish", type=click.Choice([*Wish.values, *SentenceWish.values, "clear"]))
@click.option("--section", help="Its number (see: render --diff), or its heading.")
@click.option("--sentence", type=int, help="Instead: a sentence or quote (see: reports sentences).")
@click.option("--audience", required=True, help="For whom; no other audience is touched.")
@click.option("--language", default="de", show_default=True, help="Of the text that is marked.")
@acting
def mark_(
    report: str,
    wish: str,
    *,
    section: str | None,
    sentence: int | None,
    audience: str,
    language: str,
    by: User,
) -> None:
    """Say what an audience is told of a section, or of a sentence, whatever its telling chooses."""
    if (section is None) == (sentence is None):
        raise CliError("Name either --section or --sentence.", 2)
    fitting = SentenceWish.values if section is None else Wish.values
    if wish not in (*fitting, "clear"):
        raise CliError(f"'{wish}' is not for it; there are {', '.join(fitting)}, clear.", 2)
    row = find(report)
    text = text_in(load(row.latest), language)
    given = "" if wish == "clear" else wish
    place = marking.place_of(text, section) if section else int(sentence or 0) - 1
    if section:
        done = marking.mark(
            row.pk, place, language=text.language, audience=audience, wish=given, by=by
        )
    else:
        done = marking.pick(
            row.pk, language=text.language, audience=audience, wishes={place: given}, by=by
        )
    what = f"{'section' if section else 'sentence'} {place + 1}"
    words = f"{what} of report {row.pk} for {audience}: {wish}"
    click.echo(f"Marked {words}." if done else f"It was so before: {words}.")


@reports.command()
@click.argument("report")
@click.option("--audience", required=True)
@click.option("--language", default="de", show_default=True, help="Of the edition.")
@click.option("--subject", help="'' for the telling's.")
@click.option("--preheader", help="'' for the telling's.")
@click.option("--intro", help="The first sentence; '' for the telling's.")
@click.option("--call", help="The words before the way on; '' for the telling's.")
@acting
def head(report: str, *, audience: str, language: str, by: User, **words: str | None) -> None:
    """Write subject, preheader, first sentence or way on, in place of the telling's."""
    given = {name: said for name, said in words.items() if said is not None}
    if not given:
        raise CliError("Name what you write, such as --subject.", 2)
    row = find(report)
    done = marking.head(row.pk, audience=audience, language=language, words=given, by=by)
    click.echo("Written." if done else "It was so before.")


@reports.command("marks")
@click.argument("report")
@as_json
def marks_(report: str, json_: bool) -> None:
    """All marks on a report, and whether their sections are still there."""
    row = find(report)
    places = marks.places_of(row.pk, load(row.latest))
    rows = []
    for one in row.marks.select_related("audience", "changed_by"):
        mark = marks.value_of(one)
        place = places[one.pk]
        rows.append(
            {
                "section": "gone" if place is None else place + 1,
                "heading": marks.name(mark),
                "sentence": bool(mark.anchor.sentence),
                "audience": one.audience.slug,
                "wish": one.wish,
                "by": one.changed_by.email if one.changed_by else None,
            }
        )
    show(rows, json_=json_, empty="Nothing is marked: each telling decides.")


@reports.command()
@click.argument("report")
@click.option("--audience", required=True)
@click.option("--language", default="de", show_default=True, help="Of the edition.")
@as_json
def sentences(report: str, *, audience: str, language: str, json_: bool) -> None:
    """All sentences and quotes that can be told by hand, and what is made of each."""
    found = offer(find(report).latest, audience=audience, language=language)
    rows = [
        {
            "sentence": one.place + 1,
            "section": one.unit.place + 1,
            "wish": one.wish or None,
            "told": ", ".join(filter(None, (one.decision, one.reason)))
            or ("in its place" if one.told else None),
            "words": ": ".join(filter(None, (one.unit.speaker, one.unit.words))),
        }
        for one in found.rows
    ]
    show(rows, json_=json_, empty="This telling has neither key points nor quotes.")


@reports.command("pictures")
@click.argument("report")
@as_json
def pictures_(report: str, json_: bool) -> None:
    """All pictures of a report's newest texts, and what describes them."""
    rows = [
        {
            "picture": number,
            "language": language,
            "description": image.alt or None,
            "address": image.src,
        }
        for number, (language, image) in enumerate(pictures_of(find(report).latest), start=1)
    ]
    show(rows, json_=json_, empty="It has no pictures.")


@reports.command("describe")
@click.argument("report")
@click.argument("picture", type=int)
@click.argument("words")
@acting
def describe_(report: str, picture: int, words: str, *, by: User) -> None:
    """Say what a picture shows, for those who do not see it."""
    row = find(report)
    found = dict(enumerate(pictures_of(row.latest), start=1))
    if picture not in found:
        raise CliError(f"Report {row.pk} has no picture {picture}.", Code.NOT_FOUND)
    language, image = found[picture]
    done = describe(row.pk, language, words={image.src: words}, by=by)
    said = f"picture {picture} of report {row.pk}"
    click.echo(f"Described {said}." if done else f"It was so before: {said}.")


def find(report: str) -> Report:
    """A report by its number."""
    found = Report.objects.filter(pk=int(report)).first() if report.isdigit() else None
    if found is None:
        raise CliError(f"There is no report {report}. See: rundbrief reports list", Code.NOT_FOUND)
    return found


def _source(slug: str) -> ReportSource:
    found = ReportSource.objects.filter(slug=slug).first()
    if found is None:
        names = ", ".join(ReportSource.objects.values_list("slug", flat=True)) or "none yet"
        raise CliError(f"There is no source '{slug}'. There are: {names}.", Code.NOT_FOUND)
    return found

"""How one report is told to every audience, side by side; and what editors want otherwise."""

from __future__ import annotations

from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mailer.dispatch import marking, marks
from mailer.dispatch.comparing import columns
from mailer.dispatch.errors import DispatchError
from mailer.dispatch.languages import LANGUAGES
from mailer.editions.marks import HEADS
from mailer.intake.store import load
from mailer.models import Mark, Report, Wish
from mailer.reports.tongues import text_in
from mailer.web.access import StaffRequest, mine, page, verb
from mailer.web.finding import audience_titles
from mailer.web.sides import Sides
from mailer.web.words import language
from staff.roles import Act

ALL: Final = "all"
# A choice of its own: what is required cannot be empty.
CLEAR: Final = "clear"


@page
def tellings(request: StaffRequest, pk: int) -> HttpResponse:
    """Every section of the newest revision in every edition of a language, or of all."""
    row = get_object_or_404(mine(Report.objects.all(), request), pk=pk)
    revision, names = row.latest, audience_titles()
    texts = load(revision)
    code = request.GET.get("language", language())
    code = code if code in (*LANGUAGES, ALL) else LANGUAGES[0]
    found = columns(
        lambda slug, tongue: marks.item(revision, tongue, audience=slug, texts=texts),
        audiences=names,
        languages=LANGUAGES if code == ALL else (code,),
        easy=True,
    )
    text = text_in(texts, code)
    settled = {slug: marks.settled(revision, text, texts=texts, audience=slug) for slug in names}
    shown = Sides(found, settled, names)
    own = {(h.audience.slug, h.language): h for h in row.headlines.select_related("audience")}
    may_edit = request.rights.may(Act.EDIT, row.office_id)
    context = {
        "section": "reports",
        "row": row,
        "report": text,
        "language": code,
        "all": ALL,
        "missing": code not in (ALL, text.language),
        "parts": shown.parts(),
        "lost": shown.lost(),
        "heads": [(slug, title, own.get((slug, code))) for slug, title in names.items()],
        "wishes": [(CLEAR, _("as the telling chooses")), *Wish.choices],
        "may_edit": may_edit,
        "may_mark": may_edit and code != ALL,
    }
    return render(request, "desk/tellings.html", context)


@verb
def mark(request: StaffRequest, pk: int, place: int) -> HttpResponse:
    """Keep what is wanted of one section, for each audience that the form names."""
    row = get_object_or_404(mine(Report.objects.all(), request), pk=pk)
    code = request.POST.get("language", "")
    wishes = {slug: request.POST.get(f"wish-{slug}", "") for slug in audience_titles()}
    try:
        changed = [
            marking.mark(
                row.pk,
                place,
                language=code,
                audience=slug,
                wish="" if wish == CLEAR else wish,
                by=request.user,
            )
            for slug, wish in wishes.items()
            if wish in (CLEAR, *Wish.values)
        ]
    except DispatchError:
        messages.error(request, _("This could not be kept: the report has changed. Look again."))
    else:
        _say(request, changed)
    return _back(request, row, f"section-{place + 1}")


@verb
def drop(request: StaffRequest, pk: int, mark_id: int) -> HttpResponse:
    """Forget a mark whose section is gone."""
    row = get_object_or_404(mine(Report.objects.all(), request), pk=pk)
    get_object_or_404(Mark, pk=mark_id, report=row)
    marking.drop(row.pk, mark_id, by=request.user)
    messages.success(request, _("The mark was removed."))
    return _back(request, row, "main")


@verb
def head(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep what was written for each audience that the form names."""
    row = get_object_or_404(mine(Report.objects.all(), request), pk=pk)
    code = request.POST.get("edition", "")
    changed = [
        marking.head(row.pk, audience=slug, language=code, words=words, by=request.user)
        for slug in audience_titles()
        if code in LANGUAGES and (words := _written(request, slug))
    ]
    _say(request, changed)
    return _back(request, row, "subject")


def _written(request: StaffRequest, slug: str) -> dict[str, str]:
    """What the form has for an audience, of all that can be written."""
    given = {name: request.POST.get(f"{name}-{slug}") for name in HEADS}
    return {name: words for name, words in given.items() if words is not None}


def _say(request: StaffRequest, changed: list[bool]) -> None:
    if any(changed):
        words = _("Kept. This is how it is told now; what was approved before is looked at anew.")
        messages.success(request, words)
    else:
        messages.info(request, _("It was so before."))


def _back(request: StaffRequest, row: Report, anchor: str) -> HttpResponse:
    code = request.POST.get("edition", "")
    code = code if code in LANGUAGES else LANGUAGES[0]
    return redirect(f"{reverse('desk:tellings', args=[row.pk])}?language={code}#{anchor}")

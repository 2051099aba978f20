"""Which words each audience's telling looks for: seen by all staff, changed by administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mailer.dispatch import marks
from mailer.dispatch.errors import DispatchError, NotFoundError
from mailer.dispatch.profiles import (
    Kept,
    add,
    added,
    before_and_after,
    languages_of,
    profiles_of,
    remove,
    reword,
    reworded,
)
from mailer.dispatch.retelling import Retold, find
from mailer.editions.compare import Cell
from mailer.editions.marks import Settled
from mailer.models import Report, Telling
from mailer.web.access import StaffRequest, demand_somewhere, form_page, mine, page, verb
from mailer.web.finding import audience_titles
from mailer.web.profile_forms import OwnForm, ProfilesForm, title_of
from mailer.web.sides import Part, Sides
from staff.roles import Act

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Shown:
    """A telling in the list: for whom, in which languages, and what this installation changed."""

    row: Telling
    title: str
    languages: tuple[str, ...]
    changed: tuple[str, ...]


@page
def profiles(request: StaffRequest) -> HttpResponse:
    """All tellings whose words can be changed."""
    demand_somewhere(request, Act.SEE)
    titles = audience_titles()
    rows = Telling.objects.select_related("audience", "changed_by").order_by("pk")
    shown = [_shown(row, titles[row.audience.slug]) for row in rows]
    return render(request, "desk/profiles.html", {"section": "reports", "rows": shown})


def _shown(row: Telling, title: str) -> Shown:
    codes = languages_of(row)
    # In the user's language last, so that its names count.
    spoken = sorted(codes, key=lambda code: code == get_language())
    found = {k.name: k for code in spoken for k in profiles_of(row, code) if k.changed}
    return Shown(row, title, codes, tuple(map(title_of, found.values())))


@form_page
def profile(request: StaffRequest, slug: str, language: str) -> HttpResponse:
    """The words of one telling in one language; looked at before they are saved."""
    demand_somewhere(request, Act.SEE)
    row, languages = _telling(slug, language)
    kept = profiles_of(row, language)
    seen = row.changed_at.isoformat()
    form = ProfilesForm(kept=kept, seen=seen)
    if request.method == "POST":
        demand_somewhere(request, Act.MANAGE_SENDERS)
        form = _given(request, kept, seen=seen)
        if (
            "save" in request.POST
            and form.is_valid()
            and _saved(request, form, row=row, language=language)
        ):
            return redirect("desk:profile", slug, language)
    tried = form.is_bound and form.is_valid()
    data = reworded(row, language, wanted=form.wanted()) if tried else None
    context = {
        "section": "reports",
        "row": row,
        "title": audience_titles()[row.audience.slug],
        "codes": languages,
        "language": language,
        "form": form,
        "cards": form.cards(),
        "may_edit": bool(request.rights.offices(Act.MANAGE_SENDERS)),
        "tried": tried,
        **_example(request, data, row=row, language=language),
    }
    wrong = form.is_bound and not form.is_valid()
    return render(request, "desk/profile.html", context, status=422 if wrong else 200)


@form_page
def add_profile(request: StaffRequest, slug: str, language: str) -> HttpResponse:
    """A profile of the installation's own, in all languages; tried before it is kept."""
    row, codes = _telling(slug, language)
    demand_somewhere(request, Act.MANAGE_SENDERS)
    ordered = sorted(codes, key=lambda code: code != language)
    form = OwnForm(request.POST or None, codes=ordered)
    tried = form.is_bound and form.is_valid()
    if tried and "save" in request.POST and _kept(request, form, row=row):
        return redirect("desk:profile", slug, language)
    tried = tried and form.is_valid()
    data = added(row, form.own(), weight=form.cleaned_data["weight"]) if tried else None
    context = {
        "section": "reports",
        "row": row,
        "title": audience_titles()[row.audience.slug],
        "language": language,
        "form": form,
        "tried": tried,
        **_example(request, data, row=row, language=language),
    }
    wrong = form.is_bound and not form.is_valid()
    return render(request, "desk/profile_add.html", context, status=422 if wrong else 200)


@verb
def remove_profile(request: StaffRequest, slug: str, language: str, name: str) -> HttpResponse:
    """Take a profile of the installation's own away, in all languages."""
    row, _codes = _telling(slug, language)
    demand_somewhere(request, Act.MANAGE_SENDERS)
    try:
        _say(request, remove(row, name, by=request.user))
    except NotFoundError as error:
        raise Http404 from error
    return redirect("desk:profile", slug, language)


def _kept(request: StaffRequest, form: OwnForm, *, row: Telling) -> bool:
    try:
        done = add(row, form.own(), weight=form.cleaned_data["weight"], by=request.user)
    except DispatchError as error:
        form.add_error(None, str(error))
        return False
    _say(request, done)
    return True


def _telling(slug: str, language: str) -> tuple[Telling, tuple[str, ...]]:
    try:
        row = find(slug)
    except NotFoundError as error:
        raise Http404 from error
    codes = languages_of(row)
    if language not in codes:
        raise Http404
    return row, codes


def _given(request: StaffRequest, kept: tuple[Kept, ...], *, seen: str) -> ProfilesForm:
    """What was typed; with 'back', that profile's fields (or all) hold what ships again."""
    data = request.POST.copy()
    back = data.get("back", "")
    for place, one in enumerate(kept):
        if one.built_in and back in (ALL, str(place)):
            data[f"words-{place}"] = ", ".join(one.built_in.words)
            data[f"weight-{place}"] = f"{one.built_in.weight:g}"
        elif back == ALL:
            data[f"words-{place}"] = ""
    return ProfilesForm(data, kept=kept, seen=seen)


def _saved(request: StaffRequest, form: ProfilesForm, *, row: Telling, language: str) -> bool:
    try:
        done = reword(row, language, wanted=form.wanted(), by=request.user)
    except DispatchError as error:
        form.add_error(None, str(error))
        return False
    _say(request, done)
    return True


def _say(request: StaffRequest, done: Retold) -> None:
    if not done.places:
        messages.info(request, _("It was so before."))
        return
    said = [_("Saved. It counts from the next edition on.")]
    if many := len(done.issues):
        words = ngettext(
            "%(count)s issue was composed anew; somebody else has to approve it.",
            "%(count)s issues were composed anew; somebody else has to approve them.",
            many,
        )
        said.append(words % {"count": many})
    if many := len(done.campaigns):
        words = ngettext(
            "The standing approval of %(count)s campaign no longer holds.",
            "The standing approvals of %(count)s campaigns no longer hold.",
            many,
        )
        said.append(words % {"count": many})
    messages.success(request, " ".join(said))


def _example(
    request: StaffRequest, data: Mapping[str, Any] | None, *, row: Telling, language: str
) -> dict[str, object]:
    """The newest report that the user may see, and what other data would change of it."""
    rows = mine(Report.objects.filter(withdrawn_at=None), request)
    report = rows.order_by("-released_at", "-pk").first()
    if report is None:
        return {"report": None, "parts": []}
    context: dict[str, object] = {"report": report, "name": report.latest.title, "parts": []}
    if data is not None:
        item = marks.item(report.latest, language, audience=row.audience.slug)
        columns = before_and_after(row, data, item=item, language=language)
        names = {"now": _("As it is now"), "then": _("With these words")}
        sides = Sides(columns, dict.fromkeys(names, Settled({})), names)
        context |= {"parts": list(filter(_differs, sides.parts())), "told": item.report}
    return context


def _differs(part: Part) -> bool:
    """Whether something else is told, or for another reason."""
    now, then = (_told(side.cell) for side in part.sides)
    return now != then


def _told(cell: Cell) -> tuple[object, ...]:
    return (cell.state, cell.words, cell.decision, cell.reason)

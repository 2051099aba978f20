"""Choosing key points and quotes of a report by hand, for one audience and language."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mailer.dispatch import marking
from mailer.dispatch.errors import DispatchError
from mailer.dispatch.languages import LANGUAGES
from mailer.dispatch.picking import Offer, offer
from mailer.models import Report, SentenceWish
from mailer.web.access import StaffRequest, form_page, mine
from mailer.web.finding import audience_titles
from staff.roles import Act, demand

# A choice of its own: what is required cannot be empty.
CLEAR: Final = "clear"


@form_page
def pick(request: StaffRequest, pk: int, audience: str, language: str) -> HttpResponse:
    """All sentences and quotes, with what the telling makes of each, and what is wanted instead."""
    row = get_object_or_404(mine(Report.objects.filter(withdrawn_at=None), request), pk=pk)
    demand(request.user, Act.EDIT, office_id=row.office_id)
    titles = audience_titles()
    if audience not in titles or language not in LANGUAGES:
        raise Http404
    try:
        offered = offer(row.latest, audience=audience, language=language)
    except DispatchError as error:
        raise Http404 from error
    if request.method == "POST" and _kept(request, row, audience=audience, offered=offered):
        return redirect(f"{reverse('desk:tellings', args=[pk])}?language={language}")
    context = {
        "section": "reports",
        "row": row,
        "title": row.latest.title,
        "audience": titles[audience],
        "language": language,
        "told_in": offered.language,
        "groups": [list(rows) for _place, rows in groupby(offered.rows, lambda o: o.unit.place)],
        "revision": row.latest.pk,
        "clear": CLEAR,
        "of_sentences": _options(
            pgettext("sentence", "As a key point"), pgettext("sentence", "Not as a key point")
        ),
        "of_quotes": _options(pgettext("quote", "Quote it"), pgettext("quote", "Do not quote it")),
    }
    return render(request, "desk/pick.html", context)


def _options(tell: str, skip: str) -> list[tuple[str, str]]:
    return [
        (CLEAR, _("as the telling chooses")),
        (SentenceWish.TELL, tell),
        (SentenceWish.SKIP, skip),
    ]


def _kept(request: StaffRequest, row: Report, *, audience: str, offered: Offer) -> bool:
    """Whether it could be kept; the text must be the one that was looked at."""
    if request.POST.get("revision") != str(row.latest.pk):
        messages.error(request, _("This could not be kept: the report has changed. Look again."))
        return False
    given = {one.place: request.POST.get(f"wish-{one.place}", "") for one in offered.rows}
    wishes = {
        place: "" if wish == CLEAR else wish
        for place, wish in given.items()
        if wish in (CLEAR, *SentenceWish.values)
    }
    changed = marking.pick(
        row.pk, language=offered.language, audience=audience, wishes=wishes, by=request.user
    )
    if changed:
        words = _("Kept. This is how it is told now; what was approved before is looked at anew.")
        messages.success(request, words)
    else:
        messages.info(request, _("It was so before."))
    return True

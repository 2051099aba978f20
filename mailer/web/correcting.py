"""Sending a correction: a form on the page of an issue that is over."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from mailer.dispatch import correcting
from mailer.dispatch.correcting import OVER
from mailer.dispatch.errors import DispatchError
from mailer.dispatch.languages import EASY, LANGUAGES
from mailer.models import Issue
from mailer.web.access import Rights, StaffRequest, mine, verb
from mailer.web.tongue import tongue
from mailer.web.words import refusal
from staff.roles import Act


@verb
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Open a correction with the words that were written, and show it."""
    issue = get_object_or_404(mine(Issue.objects.all(), request), pk=pk)
    words = {code: request.POST.get(f"words-{code}", "") for code in (*LANGUAGES, *EASY)}
    try:
        made = correcting.correct(pk, words, by=request.user)
    except DispatchError as error:
        messages.error(request, refusal(error, user=request.user, issue=issue))
    else:
        messages.success(request, _("The correction is ready to be looked at and approved."))
        return redirect("desk:issue", made.pk)
    return redirect("desk:issue", pk)


def context(issue: Issue, rights: Rights) -> dict[str, object]:
    """What the page of an issue shows of corrections, in both directions."""
    over = issue.state in OVER and issue.expanded_at is not None
    may = over and rights.may(Act.EDIT, issue.office_id)
    revisions = correcting.corrected(issue) if may else []
    done = correcting.already(issue, revisions) is not None
    tongues = (*LANGUAGES, *correcting.easy_tongues(revisions))
    return {
        "may_correct": may and not done,
        "correctable": bool(revisions),
        "correction_tongues": [(code, tongue(code), code in LANGUAGES) for code in tongues],
        "corrections": list(issue.corrections.order_by("pk")),
    }

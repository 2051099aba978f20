"""Testers of an office, and sending them a test of an issue."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mailer.dispatch import testers as verbs
from mailer.dispatch.errors import DispatchError
from mailer.models import Issue, Tester
from mailer.notices import trial
from mailer.web.access import StaffRequest, demand_somewhere, form_page, mine, verb
from mailer.web.finding import audience_names, audience_titles
from mailer.web.forms import TesterForm
from mailer.web.tongue import tongue
from mailer.web.words import refusal
from staff.models import Office
from staff.roles import Act


@form_page
def testers(request: StaffRequest) -> HttpResponse:
    """The testers of the user's offices, and a form for one more."""
    demand_somewhere(request, Act.TEST)
    offices = Office.objects.filter(pk__in=request.rights.offices(Act.TEST)).order_by("name")
    names = audience_names()
    form = TesterForm(
        request.POST or None,
        offices=[(office.pk, office.name) for office in offices],
        audiences=list(names.items()),
    )
    if request.method == "POST" and form.is_valid() and _add(request, form):
        messages.success(request, _("Kept. The next test goes to this address, too."))
        return redirect("desk:testers")
    rows = mine(Tester.objects.select_related("office"), request, act=Act.TEST)
    context = {
        "section": "issues",
        "form": form,
        "rows": [
            (
                row,
                names.get(row.audience_id or 0, _("all")),
                dict(settings.LANGUAGES).get(row.language, _("all")),
            )
            for row in rows.order_by("office__name", "address")
        ],
        "several": len(offices) > 1,
    }
    return render(request, "desk/testers.html", context, status=422 if form.errors else 200)


@verb
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Forget a tester."""
    get_object_or_404(mine(Tester.objects.all(), request, act=Act.TEST), pk=pk)
    verbs.remove(pk, by=request.user)
    messages.success(request, _("Removed."))
    return redirect("desk:testers")


@verb
def send(request: StaffRequest, pk: int) -> HttpResponse:
    """Send an issue to the testers, or only those of its editions that were chosen."""
    issue = get_object_or_404(mine(Issue.objects.all(), request), pk=pk)
    chosen = set(request.POST.getlist("only"))
    only = [which for which in trial.to_choose(issue) if "/".join(which) in chosen]
    try:
        count = trial.send(pk, by=request.user, only=only)
    except DispatchError as error:
        messages.error(request, refusal(error, user=request.user, issue=issue))
        return redirect("desk:testers")
    words = ngettext(
        "%(num)s test mail is on its way.", "%(num)s test mails are on their way.", count
    )
    messages.success(request, words % {"num": count})
    return redirect("desk:issue", pk)


def choices_of(issue: Issue) -> list[tuple[str, str]]:
    """The editions of an issue that a test can be limited to, with what they are called."""
    titles = audience_titles()
    return [
        (f"{slug}/{code}", f"{titles.get(slug, slug)}, {tongue(code)}")
        for slug, code in trial.to_choose(issue)
    ]


def _add(request: StaffRequest, form: TesterForm) -> bool:
    data = form.cleaned_data
    try:
        verbs.add(
            data["office"],
            data["address"],
            by=request.user,
            language=data["language"],
            audience_id=data["audience"] or None,
        )
    except DispatchError:
        words = _("An office has %(most)s testers at most.") % {"most": verbs.MOST}
        form.add_error("address", words)
        return False
    return True

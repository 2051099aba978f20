"""An issue as one subscriber would read it, for those who may see that person."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mailer.archive.views import MAIL_POLICY
from mailer.dispatch import reading as verbs
from mailer.dispatch.errors import ComposeError
from mailer.dispatch.reading import Reading, StrangerError
from mailer.models import Issue
from mailer.web.access import StaffRequest, demand_somewhere, form_page, mine, page
from mailer.web.finding import list_names
from mailer.web.foresight import OUT
from mailer.web.forms import AddressForm
from mailer.web.words import left
from staff.roles import Act

# A look is noted when it is asked for; the frame that it opens does not outlive it for long.
SALT = "mailer.web.reading"
SECONDS = 600


@form_page
def reading(request: StaffRequest, pk: int) -> HttpResponse:
    """A form for an address; posted, the mail that this person would get, or why none."""
    issue = _find(request, pk)
    if issue.expanded_at is not None:
        return redirect("desk:issue", pk)
    form = AddressForm(request.POST or None)
    context: dict[str, object] = {"section": "issues", "issue": issue, "form": form, "seen": None}
    if request.method == "POST" and form.is_valid():
        try:
            person = verbs.look_as(issue, form.cleaned_data["address"], by=request.user)
            seen = verbs.reading(issue, person)
        except StrangerError:
            form.add_error("address", _("No subscriber whom you may see has this address."))
        except ComposeError as error:
            form.add_error(None, left(str(error)))
        else:
            ticket = signing.dumps([pk, person, request.user.pk], salt=SALT)
            context |= {"seen": seen, "against": _against(seen), "ticket": ticket}
            context |= {"list_name": list_names([seen.list_id]).get(seen.list_id, "")}
    status = 422 if form.errors else 200
    return render(request, "desk/reading.html", context, status=status)


@page
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]
def reading_page(request: StaffRequest, pk: int, ticket: str) -> HttpResponse:
    """The HTML part alone, for the frame of a look that was noted, and for who asked only."""
    issue = _find(request, pk)
    try:
        noted, person, user = signing.loads(ticket, salt=SALT, max_age=SECONDS)
    except signing.BadSignature as error:
        raise Http404 from error
    if (noted, user) != (pk, request.user.pk):
        raise Http404
    response = HttpResponse(verbs.reading(issue, person).html)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _find(request: StaffRequest, pk: int) -> Issue:
    demand_somewhere(request, Act.MANAGE_PEOPLE)
    rows = mine(Issue.objects.select_related("campaign"), request, act=Act.MANAGE_PEOPLE)
    return get_object_or_404(rows, pk=pk)


def _against(seen: Reading) -> list[tuple[str, str]]:
    names = list_names(list_id for list_id, _ in seen.against)
    return [(names.get(list_id, ""), str(OUT[why])) for list_id, why in seen.against]

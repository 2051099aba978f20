"""The product's own mails: each as people get it, and what became of those that went out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from csp.decorators import csp_replace
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mailer.archive.views import MAIL_POLICY
from mailer.models import DeliveryState, Notice, NoticeKind
from mailer.notices.examples import Example, example
from mailer.web.access import StaffRequest, page
from subscribers import audience

VIEWS = ("desktop", "phone", "text")
DAYS = 30
SHOWN = 25
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES)
TROUBLE = (DeliveryState.UNCERTAIN, DeliveryState.FAILED, DeliveryState.DEFERRED)
WAITING = (DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.DEFERRED)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of mail, and how many there were."""

    kind: NoticeKind
    accepted: int
    waiting: int
    trouble: int


@page
def mails(request: StaffRequest) -> HttpResponse:
    """All kinds, with what became of them lately; doubts and refusals one by one."""
    found = _lately(request)
    context = {
        "section": "mails",
        "lines": _lines(found),
        "troubles": found.filter(state__in=TROUBLE).order_by("-created_at")[:SHOWN],
        "days": DAYS,
    }
    return render(request, "desk/mails.html", context)


@page
def mail(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """One mail in one language: as HTML in a frame that runs nothing, or as text."""
    view = request.GET.get("view", VIEWS[0])
    if view not in VIEWS:
        raise Http404
    shown = _example(kind, language)
    context = {
        "section": "mails",
        "kind": NoticeKind(kind),
        "kinds": list(NoticeKind),
        "language": language,
        "view": view,
        "note": shown.note,
        "text": shown.text,
    }
    return render(request, "desk/mail.html", context)


@page
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]
def mail_page(request: StaffRequest, kind: str, language: str) -> HttpResponse:  # noqa: ARG001
    """The HTML part alone, for the frame."""
    response = HttpResponse(_example(kind, language).html)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Language"] = language
    return response


def _example(kind: str, language: str) -> Example:
    senders = audience.senders()
    if kind not in NoticeKind.values or language not in LANGUAGES or not senders:
        raise Http404
    return example(NoticeKind(kind), language, sender=senders[0])


def _lately(request: StaffRequest) -> QuerySet[Notice]:
    """Those of the user's offices, by the list that they are about; those about none are all's."""
    lists = [entry.id for entry in audience.lists(office_ids=request.rights.offices())]
    since = timezone.now() - timedelta(days=DAYS)
    return Notice.objects.filter(Q(list_id__in=lists) | Q(list_id=None), created_at__gt=since)


def _lines(found: QuerySet[Notice]) -> list[Line]:
    rows = found.values_list("kind", "state").annotate(Count("pk")).order_by()
    counts: Counter[tuple[str, str]] = Counter({(kind, state): n for kind, state, n in rows})

    def count(kind: NoticeKind, *states: DeliveryState) -> int:
        return sum(counts[kind, state] for state in states)

    return [
        Line(
            kind,
            accepted=count(kind, DeliveryState.ACCEPTED),
            waiting=count(kind, *WAITING),
            trouble=count(kind, DeliveryState.UNCERTAIN, DeliveryState.FAILED),
        )
        for kind in NoticeKind
    ]

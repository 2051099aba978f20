"""The audit trail as data officers see it: who did what, when, to what; of their offices."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from staff import verbs
from staff.access import StaffRequest, demand_somewhere, page
from staff.models import AuditEntry, User
from staff.roles import Act

PER_PAGE = 50
FILTERS = ("verb", "by", "kind", "since")


@page
def trail(request: StaffRequest) -> HttpResponse:
    """Newest first; what belongs to no office, only to those who manage people anywhere."""
    demand_somewhere(request, Act.MANAGE_PEOPLE)
    offices = request.rights.offices(Act.MANAGE_PEOPLE)
    every = AuditEntry.objects.filter(Q(office__in=offices) | Q(office=None))
    asked = {name: request.GET.get(name, "") for name in FILTERS}
    rows = _narrowed(every, asked).select_related("user", "office").order_by("-at", "-pk")
    context = {
        "section": "people",
        "tab": "trail",
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "verb": verbs.verb,
        "kind": verbs.kind,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "verbs": _choices((name, verbs.verb(name)) for name in _values(every, "verb")),
        "kinds": _choices((name, verbs.kind(name)) for name in _values(every, "kind")),
        "staff": _choices((str(one.pk), str(one)) for one in _staff(offices)),
    }
    return render(request, "desk/people/trail.html", context)


def _narrowed(rows: QuerySet[AuditEntry], asked: dict[str, str]) -> QuerySet[AuditEntry]:
    """What makes no sense narrows nothing."""
    for name in ("verb", "kind"):
        if asked[name]:
            rows = rows.filter(**{name: asked[name]})
    if asked["by"].isdecimal():
        rows = rows.filter(user=int(asked["by"]) % 2**63)
    if (since := _day(asked["since"])) is not None:
        rows = rows.filter(at__date__gte=since)
    return rows


def _day(text: str) -> object:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _choices(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [("", _("all")), *pairs]


def _staff(offices: list[int]) -> QuerySet[User]:
    rows = User.objects.filter(memberships__office__in=offices)
    return rows.distinct().order_by("email")


def _values(rows: QuerySet[AuditEntry], name: str) -> list[str]:
    return sorted(set(rows.values_list(name, flat=True).distinct()))

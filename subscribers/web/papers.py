"""Files about a person to hand over: by POST, for the audit trail remembers each."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.http import Http404, HttpResponse

from staff.access import StaffRequest, verb
from subscribers import dossier, handling, rights
from subscribers.models import Subscriber
from subscribers.web.people import language, mine


@verb
def paper(request: StaffRequest, pk: int, kind: str) -> HttpResponse:
    """One of `KINDS` as a file; named by the person's number."""
    person = mine(request, pk)
    if kind not in KINDS:
        raise Http404
    make, ending, content_type = KINDS[kind]
    content = make(person)
    office = handling.demand(request.user, [person])
    handling.note("downloaded", person, by=request.user, office_id=office, paper=kind)
    response = HttpResponse(content, content_type=f"{content_type}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}-{pk}.{ending}"'
    return response


def _page(person: Subscriber) -> str:
    return dossier.page(_evidence(person))


def _json(person: Subscriber) -> str:
    return _text(_evidence(person))


def _everything(person: Subscriber) -> str:
    return _text(rights.everything_about(person))


def _evidence(person: Subscriber) -> dossier.Values:
    return dossier.dossier(dossier.with_earlier(person), language=language())


def _text(values: object) -> str:
    return json.dumps(values, ensure_ascii=False, indent=2, default=str) + "\n"


KINDS: dict[str, tuple[Callable[[Subscriber], str], str, str]] = {
    "evidence": (_page, "html", "text/html"),
    "evidence-data": (_json, "json", "application/json"),
    "everything": (_everything, "json", "application/json"),
}

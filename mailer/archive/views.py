"""'View in browser' of an edition, and the whole of a report on a page of its own (M70)."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from mailer.archive.common import once
from mailer.archive.later import correction_of, is_withdrawn
from mailer.archive.standing import stand
from mailer.editions.web import web_version
from mailer.intake.store import load
from mailer.models import Edition, Report
from mailer.models.issues import OUT, value_of
from mailer.reports.tongues import spoken

# A mail's own page runs nothing and loads nothing but pictures from here (S7).
MAIL_POLICY = {
    "default-src": ["'none'"],
    "img-src": ["'self'", "data:"],
    "style-src": ["'unsafe-inline'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox", "allow-top-navigation"],
    "frame-ancestors": ["'self'"],
}


@require_safe
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]
def edition(request: HttpRequest, public_id: str) -> HttpResponse:
    """The edition as it was mailed, without anything personal; kept out of search engines."""
    return once(request, stand(), lambda: _edition(request, public_id), among="editions")


@require_safe
def whole(request: HttpRequest, public_id: str) -> HttpResponse:
    """All reports of an edition that left some of them for the web: 'and seven more'.

    Once one of them was withdrawn the mail's own page says so.
    """
    return once(request, stand(), lambda: _whole(request, public_id), among="editions")


def _edition(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Edition.objects.select_related("audience", "issue").defer("whole")
    row = get_object_or_404(rows, public_id=public_id)
    if is_withdrawn(row):
        return gone(request)
    response = HttpResponse(web_version(value_of(row), note=_corrected(row)))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Language"] = spoken(row.language)
    return _hidden(response, row)


def _whole(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = Edition.objects.select_related("issue").defer("html", "text")
    row = get_object_or_404(rows, public_id=public_id)
    if not row.whole or is_withdrawn(row):
        return redirect("archive:edition", public_id)
    # Escaped when it was written (mailer.editions.article).
    context = {"edition": row, "article": Markup(row.whole)}  # noqa: S704
    return _hidden(render(request, "archive/whole_edition.html", context), row)


def _hidden(response: HttpResponse, row: Edition) -> HttpResponse:
    """Out of search engines; what has not gone out may still change, so that nobody keeps it."""
    response.headers["X-Robots-Tag"] = "noindex"
    if row.issue.state not in OUT or row.issue.expanded_at is None:
        response.headers["Cache-Control"] = "no-store"
    return response


def gone(request: HttpRequest) -> HttpResponse:
    """What was withdrawn keeps its address, which says so (410)."""
    response = render(request, "archive/withdrawn.html", status=410)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _corrected(row: Edition) -> tuple[str, str]:
    """What a later correction says, and where it is; empty where there is none."""
    words, right = correction_of(row)
    return words, reverse("archive:edition", args=[right]) if right else ""


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest, what: str) -> HttpResponse:  # noqa: ARG001
    """Where the links of a test lead: nothing happens, by one click neither (RFC 8058)."""
    response = render(request, "archive/test.html")
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def report(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """The whole report in one of its languages."""
    row = get_object_or_404(Report, public_id=public_id)
    if row.withdrawn_at is not None:
        return gone(request)
    texts = load(row.latest)
    if language not in texts:
        raise Http404
    context = {"report": texts[language], "languages_there": list(texts), "row": row}
    response = render(request, "archive/report.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response

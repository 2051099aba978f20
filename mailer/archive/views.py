"""'View in browser' of an edition, and the whole of a report on a page of its own (M70)."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe
from markupsafe import Markup

from mailer.editions.web import web_version
from mailer.intake.store import load
from mailer.models import Edition, Report
from mailer.models.issues import value_of
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
def edition(request: HttpRequest, public_id: str) -> HttpResponse:  # noqa: ARG001
    """The edition as it was mailed, without anything personal; kept out of search engines."""
    row = get_object_or_404(Edition.objects.select_related("audience"), public_id=public_id)
    page = web_version(value_of(row))
    response = HttpResponse(page)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Language"] = spoken(row.language)
    return response


@require_safe
def whole(request: HttpRequest, public_id: str) -> HttpResponse:
    """All reports of an edition that left some of them for the web: 'and seven more'.

    Once one of them was withdrawn there is only the mail, which cannot be taken back.
    """
    row = get_object_or_404(Edition.objects.defer("html", "text"), public_id=public_id)
    told = Report.objects.filter(revisions__in=row.revisions)
    if not row.whole or told.exclude(withdrawn_at=None).exists():
        return redirect("archive:edition", public_id)
    # Escaped when it was written (mailer.editions.article).
    context = {"edition": row, "article": Markup(row.whole)}  # noqa: S704
    response = render(request, "archive/whole_edition.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def report(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """The whole report in one of its languages."""
    row = get_object_or_404(Report, public_id=public_id, withdrawn_at__isnull=True)
    texts = load(row.latest)
    if language not in texts:
        raise Http404
    context = {"report": texts[language], "languages_there": list(texts), "row": row}
    response = render(request, "archive/report.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response

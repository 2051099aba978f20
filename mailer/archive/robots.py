"""What search engines are told: robots.txt, and a sitemap of the archive."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from mailer.archive import places
from mailer.archive.common import public_page
from mailer.archive.finding import newest
from mailer.archive.standing import Standing

# A sitemap may hold 50,000 addresses; so many issues of a list and language are more than enough.
ISSUES = 500
CLOSED = ("/desk/", "/login/", "/u/", "/p/")


@public_page
def robots(request: HttpRequest, now: Standing) -> HttpResponse:  # noqa: ARG001
    """Staff pages and personal links are nobody's business; pages that say noindex stay open."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED),
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page
def sitemap(request: HttpRequest, now: Standing) -> HttpResponse:
    """The lists with an archive and their newest issues, in each language."""
    addresses = [address for language in places.LANGUAGES for address in _addresses(now, language)]
    context = {"addresses": addresses}
    return render(request, "archive/sitemap.xml", context, content_type="application/xml")


def _addresses(now: Standing, language: str) -> list[tuple[str, str]]:
    """Addresses, with the day on which they last changed where that is known."""
    found = [(places.absolute("index", language), "")]
    for entry in now.house.lists:
        rows, _ = newest(entry, language, size=ISSUES)
        found.append((places.of_list(entry, language), ""))
        found += [
            (
                places.absolute("issue", language, entry.slug, row.public_id),
                row.moment.date().isoformat(),
            )
            for row in rows
        ]
    return found

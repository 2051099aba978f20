"""'That was not me': stops a wish that somebody else may have had (P15)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from subscribers import consent, slips
from subscribers.models import Wish
from subscribers.public.views import PublicPage, lost, plain
from subscribers.slips import Slip


class Objection(PublicPage):
    """One page, one button; GET, HEAD and OPTIONS change nothing (S12)."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Say what the button stops."""
        wish = _wish(token)
        if wish is None:
            return lost(request)
        if wish.used_at:
            return plain(request, "object_too_late", kind=wish.kind)
        late = wish.expires_at <= timezone.now()
        return plain(request, "objected" if late else "object", kind=wish.kind)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Stop it; pressing twice is fine."""
        wish = _wish(token)
        if wish is None:
            return lost(request)
        stopped = consent.refuse(wish.pk) or not wish.used_at
        return plain(request, "objected" if stopped else "object_too_late", kind=wish.kind)


def _wish(token: str) -> Wish | None:
    number = slips.read(Slip.OBJECT, token) or 0
    return Wish.objects.filter(pk=number).first()

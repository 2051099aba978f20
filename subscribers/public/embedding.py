"""The sign-up form of one list in a frame on other sites of the city, as EMBED_ORIGINS allows."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator

from subscribers.offers import Offer
from subscribers.public.signing_up import Sent, SignUpPage


def framed(view: Any) -> Any:
    """Let a page stand in frames of these origins; without any, in none (S31)."""

    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        origins = settings.EMBED_ORIGINS or ["'none'"]
        answer = csp_replace({"frame-ancestors": origins})(view)
        response: HttpResponseBase = answer(request, *args, **kwargs)
        if settings.EMBED_ORIGINS:
            response.xframe_options_exempt = True  # type: ignore[attr-defined]
        return response

    return inner


@method_decorator(framed, name="dispatch")
class Embed(SignUpPage):
    """One list: sending the form chooses it, since there is nothing else to choose."""

    shell = "public/frame.html"

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the list; private ones are as if they were not there (S11)."""
        public_id = kwargs["public_id"]
        self.first = self.catalogue.find(public_id)
        if self.first is None or self.first.public_id != public_id:
            raise Http404
        self.name = f"embed:{public_id}"
        return super().answer(request, *args, **kwargs)

    def offers(self) -> tuple[Offer, ...]:
        """The one list."""
        return (self.first,) if self.first else ()

    def path(self) -> str:
        """The frame's own address."""
        return self._place("site:embed")

    def sent(self) -> str:
        """The answer stays in the frame."""
        return self._place("site:embed-sent")

    def query(self) -> str:
        """Nothing: the address names the list."""
        return ""

    def _place(self, name: str) -> str:
        return reverse(name, args=[self.first.public_id if self.first else "-"])


@method_decorator(framed, name="dispatch")
class EmbedSent(Sent):
    """The answer in the frame."""

    framed = True

"""'Send me my link': the same answer for every address; the mail differs (S10)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from subscribers import limits, people, wishes
from subscribers.keys import AddressError
from subscribers.models import WishKind
from subscribers.nudges import nudge_answers
from subscribers.public.clients import client_address
from subscribers.public.forms import NO_ADDRESS
from subscribers.public.views import PublicPage, plain


class SendLink(PublicPage):
    """A form for one's address."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the address."""
        return plain(request, "link", error="", address="")

    def post(self, request: HttpRequest) -> HttpResponse:
        """One look-up and one INSERT, whoever asks: a worker decides about the mail."""
        address = request.POST.get("email", "").strip()
        refusal = limits.take("link", client_address(request))
        if refusal is not None:
            error = _("Too many requests at the moment. Please try again in some minutes.")
            return plain(request, "link", status=429, error=error, address=address[:320])
        try:
            people.find(address)  # brings the person under the present key of the ring
            language = translation.get_language() or ""
            wishes.note(WishKind.LINK, address, language=language)
        except AddressError:
            error = str(NO_ADDRESS)
            return plain(request, "link", status=400, error=error, address=address[:320])
        nudge_answers()
        return plain(request, "link_sent")

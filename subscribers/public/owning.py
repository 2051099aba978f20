"""The pages of a person's own data: see, download, change the address, erase (Art. 15 to 20 GDPR).

They open by a slip, good for a day and for the present address, to which it is mailed: a mail that
was passed on opens none of them, nor does one in a former mailbox (docs/adr/0006).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from subscribers import consent, people, slips
from subscribers.keys import AddressError
from subscribers.models import Subscriber
from subscribers.public.forms import NO_ADDRESS
from subscribers.public.told import story
from subscribers.public.views import SOURCE, PublicPage, lost, plain
from subscribers.rights import everything_about
from subscribers.slips import Slip


class OwnPage(PublicPage):
    """A page about one person's data."""

    person: Subscriber
    token: str

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Read the slip first."""
        self.token = kwargs["token"]
        number = slips.read(Slip.DATA, self.token)
        if number is None:
            return lost(request)
        if slips.read(Slip.DATA, self.token, seconds=slips.DATA_SECONDS) is None:
            return plain(request, "data_old", status=410)
        person = people.present(number)
        if person is None:
            return plain(request, "data_gone", status=410)
        if not slips.is_for(bytes(person.address_key), Slip.DATA, token=self.token):
            return plain(request, "data_old", status=410)
        self.person = person
        return super().answer(request, *args, **kwargs)

    def page(self, template: str, *, status: int = 200, **context: object) -> HttpResponse:
        """A page with the links to its neighbours."""
        names = ("data", "data_file", "data_print", "address", "erase")
        paths = {name: reverse(f"public:{name}", args=[self.token]) for name in names}
        return plain(self.request, template, status=status, paths=paths, **context)


class Data(OwnPage):
    """All that is stored, in plain words."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Show it."""
        return self.page("data", parts=story(everything_about(self.person)))


class DataFile(OwnPage):
    """The same as JSON (Art. 20)."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Hand it out as a file."""
        body = as_json(everything_about(self.person))
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
        name = _("my-data")
        response["Content-Disposition"] = f'attachment; filename="{name}.json"'
        return response


class DataPrint(OwnPage):
    """The same on paper."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """A page without anything around it."""
        context = print_context(everything_about(self.person))
        return render(request, "public/data_print.html", context | {"styled": True})


class ChangeAddress(OwnPage):
    """Another address, to be confirmed from there (P15)."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Ask for it."""
        return self.page("address", error="", address="")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Write to both, and change nothing yet; the same answer for every address (S10)."""
        address = request.POST.get("email", "").strip()
        language = translation.get_language() or self.person.language
        try:
            consent.ask_move(self.person.pk, address, language=language)
        except AddressError:
            error = str(NO_ADDRESS)
        except consent.SameAddressError:
            error = _("Our mails go to this address already.")
        else:
            return self.page("address_asked")
        return self.page("address", status=400, error=error, address=address[:320])


class Erase(OwnPage):
    """The end of it."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """Say what will happen, with one button."""
        return self.page("erase")

    def post(self, request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG002
        """No more mails from now on; the rest is erased within minutes."""
        try:
            consent.ask_erasure(self.person.pk, source=SOURCE)
        except consent.MustStayError:
            return self.page("erase_not_here", status=403)
        return self.page("erasing")


def as_json(found: Mapping[str, Any]) -> str:
    """A file that machines and people can read."""
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def print_context(found: Mapping[str, Any]) -> dict[str, Any]:
    """What the printable page needs, with a request or without one."""
    made_at = datetime.fromisoformat(found["made_at"])
    moment = formats.date_format(timezone.localtime(made_at), "SHORT_DATETIME_FORMAT")
    return {"parts": story(found), "made_at": moment, "city": settings.CITY, "styled": False}

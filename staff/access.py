"""Who gets in: every staff page is made by `page` or `verb`, and finds things by `mine` (S29).

Pages speak the user's own language, until the browser's switch was used.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from staff.errors import NoSuchThingError
from staff.models import User
from staff.roles import ALLOWED, Act, NotAllowedError

M = TypeVar("M", bound=Model)


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: User
    rights: Rights


View = Callable[..., HttpResponseBase]


class Rights:
    """What a user may do in which office: all roles read at once, for pages that ask often.

    It decides what a page shows; the verbs themselves ask `staff.roles` again.
    """

    def __init__(self, user: User) -> None:
        self.user = user
        self._roles: dict[int, set[str]] = defaultdict(set)
        for office_id, role in user.memberships.values_list("office_id", "role"):
            self._roles[office_id].add(role)

    def may(self, act: Act, office_id: int) -> bool:
        """Whether one of the user's roles in this office allows the act."""
        return self.user.is_active and not ALLOWED[act].isdisjoint(self._roles[office_id])

    @property
    def may_manage_people(self) -> bool:
        """Whether the user manages people in any office."""
        return bool(self.offices(Act.MANAGE_PEOPLE))

    @property
    def may_manage_senders(self) -> bool:
        """Whether the user manages senders, and how their mails look, in any office."""
        return bool(self.offices(Act.MANAGE_SENDERS))

    def offices(self, act: Act = Act.SEE) -> list[int]:
        """The ids of the offices in which the user may do this."""
        return sorted(pk for pk in list(self._roles) if self.may(act, pk))


def page(view: View) -> View:
    """A page for staff: shows, and changes nothing (S26)."""
    return require_safe(_guarded(view))


def verb(view: View) -> View:
    """An act of staff: by POST, with Django's CSRF token."""
    return require_POST(_guarded(view))


def form_page(view: View) -> View:
    """A form for staff: shown by GET, taken by POST."""
    return _guarded(view)


def mine(rows: QuerySet[M], request: StaffRequest, *, act: Act = Act.SEE) -> QuerySet[M]:
    """Those rows whose office is one of the user's; all other rows do not exist for them."""
    return rows.filter(office_id__in=request.rights.offices(act))


def demand_somewhere(request: StaffRequest, act: Act) -> None:
    """Raise NotAllowedError unless the user may do this in at least one office."""
    if not request.rights.offices(act):
        raise NotAllowedError(f"{request.user} may not {act} in any office.")


def _guarded(view: View) -> View:
    @wraps(view)
    def guard(request: StaffRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        request.rights = Rights(request.user)
        if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(request.user.language)
        try:
            return view(request, *args, **kwargs)
        except NotAllowedError:
            return render(request, "403.html", status=403)
        except NoSuchThingError as error:
            raise Http404 from error

    inner = login_required(never_cache(guard))
    inner.for_staff = True  # type: ignore[attr-defined]
    return inner

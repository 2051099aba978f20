"""Those of allauth's addresses that staff need; all others exist by name only, and answer 404.

Accounts are made by administrators, and Django itself mails nothing: signing up, confirming an
address or resetting a password by mail would promise what does not happen.
"""

from __future__ import annotations

from typing import NoReturn

from allauth.urls import urlpatterns as offered
from django.http import Http404, HttpRequest
from django.urls import URLPattern, URLResolver

USED = frozenset(
    {
        "account_login",
        "account_logout",
        "account_inactive",
        "account_reauthenticate",
        "account_change_password",
        "mfa_index",
        "mfa_authenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_deactivate_totp",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
    }
)


def closed(request: HttpRequest, **_: object) -> NoReturn:  # noqa: ARG001
    """There is nothing here; the name is kept because allauth's own pages ask for it."""
    raise Http404


def narrowed(entries: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses and names, those not in `USED` closed."""
    return [
        URLResolver(entry.pattern, narrowed(entry.url_patterns))
        if isinstance(entry, URLResolver)
        else URLPattern(
            entry.pattern,
            entry.callback if entry.name in USED else closed,
            entry.default_args,
            entry.name,
        )
        for entry in entries
    ]


urlpatterns = narrowed(offered)

"""Somebody in front of the sign-up form: fetches it, waits as people do, sends it."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import Any

import time_machine
from django.http import HttpResponse
from django.test import Client

TOKEN = re.compile(r'name="token" value="([^"]+)"')
Values = dict[str, Any]


class Visitor:
    """A browser without cookies and scripts that insists on CSRF like the real site does."""

    def __init__(self, language: str = "en", path: str = "") -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
        self.path = path or f"/{language}/"

    def look(self) -> str:
        """The page with the form."""
        response = self.client.get(self.path)
        assert response.status_code == 200, response.status_code
        return response.content.decode()

    def token(self) -> str:
        """The token of a fresh form."""
        (found,) = TOKEN.findall(self.look())
        return unescape(found)

    def send(self, *, wait: float = 5, **values: Any) -> HttpResponse:
        """Fill in the form and send it after a while; `extra` are headers and META."""
        extra = values.pop("extra", {})
        token = values.pop("token", None) or self.token()
        with time_machine.travel(time.time() + wait):
            return self.client.post(self.path, {"token": token, **values}, **extra)

"""Somebody with a browser but no scripts: pages, their forms and buttons."""

from __future__ import annotations

from urllib.parse import urljoin

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

Values = dict[str, str | list[str]]


class Reader:
    """Looks at one page at a time; keeps no cookie, and insists that none is set."""

    keeps_cookies = False

    def __init__(self) -> None:
        self._client = httpx.Client(
            follow_redirects=True, timeout=20, headers={"accept-language": "de"}
        )
        self.url, self.page = "", LexborHTMLParser("")
        self._files: dict[str, tuple[str, bytes]] = {}

    def open(self, url: str) -> Reader:
        """Go to an address."""
        return self._took(self._client.get(url))

    def press(self, button: str, *, within: str = "", **values: str | list[str]) -> Reader:
        """Fill in the form of the first button of this name, and press it; `within` a part of
        the page, where several are called alike.
        """
        buttons = self.page.css(f"{within} button")
        found = next(one for one in buttons if _said(one) == button)
        form = _form_of(found)
        filled = _filled(form) | values
        if name := found.attributes.get("name"):
            filled[name] = found.attributes.get("value") or ""
        to = urljoin(self.url, form.attributes.get("action") or "")
        files, self._files = self._files, {}
        return self._took(self._client.post(to, data=filled, files=files or None))

    def attach(self, name: str, text: str) -> Reader:
        """Choose a file of this name and text for the form that is sent next."""
        self._files = {"file": (name, text.encode())}
        return self

    def follow(self, link: str) -> Reader:
        """Go where the first link of this name leads."""
        found = next(one for one in self.page.css("a") if _said(one) == link)
        return self.open(urljoin(self.url, found.attributes["href"] or ""))

    @property
    def words(self) -> str:
        """What the page says."""
        body = self.page.body
        return " ".join(body.text(separator=" ").split()) if body else ""

    def value_of(self, label: str) -> str:
        """The value of the box or choice with this label."""
        found = next(one for one in self.page.css("label") if label in _said(one))
        return self.page.css_first(f"#{found.attributes['for']}").attributes.get("value") or "on"

    def _took(self, response: httpx.Response) -> Reader:
        assert response.status_code == 200, f"{response.url}: {response.status_code}"
        assert self.keeps_cookies or "set-cookie" not in response.headers
        self.url, self.page = str(response.url), LexborHTMLParser(response.text)
        return self


class Colleague(Reader):
    """Somebody of the city's staff, logged in at the desk."""

    keeps_cookies = True

    def __init__(self, site: str, address: str, password: str) -> None:
        super().__init__()
        self._client.headers["referer"] = site
        self.open(f"{site}/login/?next=/desk/")
        self.press("Anmelden", login=address, password=password)


def _said(node: LexborNode) -> str:
    return " ".join(node.text().split())


def _form_of(node: LexborNode) -> LexborNode:
    found = node.parent
    while found is not None and found.tag != "form":
        found = found.parent
    assert found is not None, f"{_said(node)} stands in no form"
    return found


def _filled(form: LexborNode) -> Values:
    """What the form holds as it is shown: boxes that are ticked, choices that are chosen."""
    values: Values = {}
    for box in form.css("input"):
        kind, name = box.attributes.get("type", "text"), box.attributes.get("name")
        ticked = kind not in {"checkbox", "radio"} or "checked" in box.attributes
        if name and ticked and kind != "submit":
            values[name] = box.attributes.get("value") or ""
    for choice in form.css("select"):
        chosen = choice.css_first("option[selected]") or choice.css_first("option")
        values[choice.attributes["name"] or ""] = chosen.attributes.get("value") or ""
    return values

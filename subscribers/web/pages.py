"""The pages with a city's own words, to be edited by who is responsible."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy

from staff.access import StaffRequest, demand_somewhere, form_page, page
from staff.roles import Act
from subscribers import legal
from subscribers.models import PageName

LONGEST = 60_000


class PageForm(forms.Form):
    """The words of one page."""

    text = forms.CharField(
        label=gettext_lazy("Text (Markdown)"),
        help_text=gettext_lazy(
            "# begins a heading, - a list item, **bold**, [link](https://…). "
            "Everybody can read older versions, too."
        ),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
    )


@page
def pages(request: StaffRequest) -> HttpResponse:
    """Which pages there are, in which languages, and what is still to be filled in."""
    rows = [
        _row(name, code, label=label) for name in PageName for code, label in legal.languages(name)
    ]
    context = {
        "section": "pages",
        "rows": rows,
        "may_edit": bool(request.rights.offices(Act.MANAGE_PAGES)),
        "outside": [(name.label, url) for name in PageName if (url := _outside(name))],
    }
    return render(request, "desk/pages.html", context)


@form_page
def edit(request: StaffRequest, name: str, language: str) -> HttpResponse:
    """Change a page: look first, then save; each save is a version of its own (P16)."""
    demand_somewhere(request, Act.MANAGE_PAGES)
    if name not in PageName.values or language not in dict(legal.languages(name)):
        raise Http404
    rows = legal.versions(name, language)
    form = PageForm(request.POST or None, initial={"text": rows[0].text if rows else ""})
    valid = request.method == "POST" and form.is_valid()
    if valid and "save" in request.POST:
        made = legal.save(
            PageName(name), language, text=_clean(form.cleaned_data["text"]), by=request.user
        )
        messages.success(
            request, gettext("Version %(number)s counts now.") % {"number": made.version}
        )
        return redirect("offers:page", name, language)
    text = _clean(form.cleaned_data["text"]) if valid else ""
    context = {
        "section": "pages",
        "form": form,
        "title": PageName(name).label,
        "language": language,
        "label": dict(settings.LANGUAGES)[language],
        "versions": rows,
        "gaps": legal.gaps(text or (rows[0].text if rows else "")),
        "preview": legal.html(text) if text else "",
        "outside": _outside(PageName(name)),
    }
    status = 422 if form.errors else 200
    return render(request, "desk/page_edit.html", context, status=status)


def _row(name: PageName, code: str, *, label: str) -> dict[str, object]:
    newest = next(iter(legal.versions(name, code)), None)
    return {
        "name": name.value,
        "title": name.label,
        "code": code,
        "label": label,
        "newest": newest,
        "gaps": len(legal.gaps(newest.text)) if newest else 0,
    }


def _outside(name: PageName) -> str:
    return str(getattr(settings, f"{name.upper()}_URL"))


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip() + "\n"

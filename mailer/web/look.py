"""How mails look: colours, logo, fonts and corners of the installation, tried before saved."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlencode

from csp.decorators import csp_replace
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailer.archive.views import MAIL_POLICY
from mailer.dispatch import themes
from mailer.dispatch.appearance import look
from mailer.editions.contrast import Clash, clashes
from mailer.editions.layouts import layouts
from mailer.editions.model import Theme
from mailer.editions.web import web_version
from mailer.intake import pictures
from mailer.models import Media
from mailer.web.access import StaffRequest, demand_somewhere, form_page, page
from mailer.web.planning import layout_choices
from mailer.web.words import language
from staff.roles import Act

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LARGEST = 2 * 1024 * 1024
FONTS = (
    ("'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif", gettext_lazy("As on the device")),
    ("Arial, Helvetica, sans-serif", "Arial"),
    ("Verdana, Geneva, sans-serif", "Verdana"),
    ("Tahoma, Verdana, sans-serif", "Tahoma"),
    ("'Trebuchet MS', Tahoma, sans-serif", "Trebuchet"),
    ("Georgia, 'Times New Roman', serif", "Georgia"),
)
CORNERS = (
    ("", gettext_lazy("as each layout has them")),
    ("0", gettext_lazy("square")),
    ("4", gettext_lazy("slightly rounded")),
    ("10", gettext_lazy("rounded")),
    ("18", gettext_lazy("very round")),
)
PAIRS = {
    "links": gettext_lazy("Links and headings on light boxes"),
    "page": gettext_lazy("Links and the city's name on the ground of the page"),
    "button": gettext_lazy("Words on buttons"),
    "labels": gettext_lazy("Labels and numbers on light boxes"),
    "dark-links": gettext_lazy("Links and headings on dark boxes"),
    "dark-lines": gettext_lazy("Lines on dark ground"),
    "dark-labels": gettext_lazy("Labels and numbers on dark boxes"),
}
EXAMPLE = gettext_lazy(
    "A new path along the river\n\n"
    "From May on, people and bikes have a path of their own along the river.\n\n"
    "What changes\n\n"
    "- When: Saturday, 15 May 2027, 14:00\n- Where: footbridge\n\n"
    "The path is four metres wide and lit at night. It costs 1.2 million euros.\n\n"
    "Benches stand every 300 metres. “Who rests sees more”, says Kim Sample, head of parks.\n"
)


def colour(
    label: _StrPromise, *, hint: _StrPromise | str = "", required: bool = True
) -> forms.Field:
    """A field for a colour as #rrggbb."""
    return forms.RegexField(
        regex=r"^#[0-9a-fA-F]{6}$",
        label=label,
        help_text=hint,
        required=required,
        error_messages={"invalid": gettext_lazy("Write the colour like #0a4a6e.")},
        widget=forms.TextInput({"pattern": "#[0-9a-fA-F]{6}", "spellcheck": "false"}),
    )


WORKED_OUT = gettext_lazy("Left empty, a lighter one is worked out.")


class LookForm(forms.Form):
    """The installation's theme; contrast is checked before anything is saved (WCAG 2.2, 1.4.3)."""

    primary = colour(gettext_lazy("Main colour"))
    on_primary = colour(gettext_lazy("Words on the main colour"))
    accent = colour(gettext_lazy("Second colour"))
    dark_primary = colour(gettext_lazy("Main colour in dark mode"), hint=WORKED_OUT, required=False)
    dark_accent = colour(
        gettext_lazy("Second colour in dark mode"), hint=WORKED_OUT, required=False
    )
    fonts = forms.ChoiceField(label=gettext_lazy("Font"), choices=FONTS)
    radius = forms.TypedChoiceField(
        label=gettext_lazy("Corners"), choices=CORNERS, coerce=int, empty_value=None, required=False
    )
    logo = forms.FileField(
        label=gettext_lazy("Crest or logo"),
        required=False,
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.webp,.gif"}),
        help_text=gettext_lazy(
            "PNG, JPEG, WebP or GIF of at most 2 MB, twice as large as it is shown "
            "(at most 200 by 56 pixels). It gets a light plaque in dark mode."
        ),
    )
    no_logo = forms.BooleanField(
        label=gettext_lazy("No logo: show the city's name"), required=False
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    FILES: ClassVar = ("logo", "no_logo", "kept")

    def __init__(self, *args: object, now: Theme, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.now = now

    def clean_logo(self) -> Media | None:
        """Stored at once under its permanent address; nothing shows it before the theme does."""
        file = self.cleaned_data["logo"]
        if file is None:
            return None
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 2 MB."))
        try:
            return pictures.store(file.read())
        except pictures.PictureError as error:
            raise ValidationError(_("This is no picture that can be read.")) from error

    def clean_kept(self) -> Media | None:
        """A logo that was sent with an earlier preview."""
        return Media.objects.filter(sha256=self.cleaned_data["kept"]).first()

    def clean(self) -> None:
        """Pairs of colours that can be read, or a sentence for each that cannot."""
        if not self.errors:
            for clash in clashes(self.theme()):
                self.add_error(clash.name, in_words(clash))

    @property
    def picture(self) -> Media | None:
        """The picture that was sent with this form, or with the one before."""
        return self.cleaned_data.get("logo") or self.cleaned_data.get("kept")

    def theme(self) -> Theme:
        """What was described."""
        given = {n: v for n, v in self.cleaned_data.items() if n not in self.FILES}
        logo = self.picture
        if self.cleaned_data.get("no_logo"):
            given |= {"logo_url": "", "logo_width": 0, "logo_height": 0}
        elif logo is not None:
            given |= themes.logo(logo)
        return replace(self.now, **given)


def in_words(clash: Clash) -> str:
    """Which pair, what it has, what it needs, and what would do."""
    return _(
        "%(pair)s: %(colour)s on %(ground)s has a contrast of %(ratio)s:1 and needs %(least)s:1. "
        "The nearest colour that passes is %(instead)s."
    ) % {
        "pair": PAIRS[clash.pair],
        "colour": clash.colour,
        "ground": clash.ground,
        "ratio": f"{clash.ratio:.1f}",
        "least": f"{clash.least:g}",
        "instead": clash.instead,
    }


@form_page
def change(request: StaffRequest) -> HttpResponse:
    """Look first, then save; it counts from the next edition on."""
    demand_somewhere(request, Act.MANAGE_SENDERS)
    now = look()
    form = LookForm(request.POST or None, request.FILES or None, now=now, initial=asdict(now))
    tried = request.method == "POST" and form.is_valid()
    theme = form.theme() if tried else now
    if tried and "save" in request.POST:
        themes.save(theme, by=request.user)
        messages.success(request, _("Saved. The next edition looks like this."))
        return redirect("desk:look")
    kept = form.picture.sha256 if tried and form.picture else ""
    context = {
        "section": "look",
        "form": form,
        "tried": tried,
        "query": _query(theme, kept),
        "kept": kept,
        "layouts": layout_choices(),
        "layout": request.POST.get("layout", ""),
        "has_logo": bool(now.logo_url),
    }
    return render(request, "desk/look.html", context, status=422 if form.errors else 200)


def _query(theme: Theme, kept: str) -> str:
    """A theme in an address, so that frames show it before it is saved."""
    given = {name: value for name, value in asdict(theme).items() if value not in {None, ""}}
    return urlencode(given | {"kept": kept})


@page
@csp_replace(MAIL_POLICY)  # type: ignore[arg-type]
def specimen(request: StaffRequest, scheme: str) -> HttpResponse:
    """A mail in the theme that the address describes, light or dark, for the frame."""
    demand_somewhere(request, Act.MANAGE_SENDERS)
    now = look()
    form = LookForm(request.GET, now=now)
    layout = request.GET.get("layout", "")
    form.is_valid()
    usable = {"primary", "on_primary", "accent", "fonts"} <= set(form.cleaned_data)
    if scheme not in {"light", "dark"} or (layout and layout not in layouts()) or not usable:
        raise Http404
    edition = themes.specimen(form.theme(), str(EXAMPLE), language=language(), layout=layout)
    # Shown as a reader with this scheme sees it, whatever the staff member's own is.
    wanted = "all" if scheme == "dark" else "not all"
    page = web_version(edition).replace("(prefers-color-scheme: dark)", wanted)
    response = HttpResponse(page)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Language"] = language()
    return response

"""Describing the pictures of a report, with help on what a good description is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mailer.dispatch.describing import LONGEST, describe, pictures_of
from mailer.editions.check.structure import is_file_name, says_nothing
from mailer.models import Report, Revision
from mailer.reports import model
from mailer.web.access import StaffRequest, form_page, mine
from mailer.web.tongue import tongue
from staff.roles import Act, demand


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture in one text of a report, with its field."""

    language: str
    image: model.Image
    field: BoundField


class WordsField(forms.CharField):
    """What a picture shows: neither its file's name nor 'photo'; '' leaves it as it is."""

    def clean(self, value: object) -> str:
        """The words, if they say something."""
        words = str(super().clean(value))
        if is_file_name(words):
            raise ValidationError(_("This is the name of a file. Say what is to be seen."))
        if says_nothing(words):
            raise ValidationError(_("This says that there is a picture, not what it shows."))
        return words


class PicturesForm(forms.Form):
    """One field for each picture in each text."""

    def __init__(
        self, *args: object, found: Sequence[tuple[str, model.Image]], **more: object
    ) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.found = found
        for place, (language, image) in enumerate(found):
            self.fields[f"words-{place}"] = WordsField(
                label=_("Picture %(number)s, %(language)s: what does it show?")
                % {"number": place + 1, "language": tongue(language)},
                initial=image.alt,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea({"rows": 2}),
            )

    def shown(self) -> list[Shown]:
        """The pictures with their fields."""
        return [
            Shown(language, image, self[f"words-{place}"])
            for place, (language, image) in enumerate(self.found)
        ]

    def words(self) -> Mapping[str, Mapping[str, str]]:
        """What was written, by language and address."""
        said: dict[str, dict[str, str]] = {}
        for place, (language, image) in enumerate(self.found):
            said.setdefault(language, {})[image.src] = self.cleaned_data[f"words-{place}"]
        return said


def undescribed(revision: Revision) -> int:
    """How many pictures of a revision have no description, in all of its languages."""
    return sum(not image.alt.strip() for _language, image in pictures_of(revision))


@form_page
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """All pictures of the newest revision; those without a description first."""
    row = get_object_or_404(mine(Report.objects.filter(withdrawn_at=None), request), pk=pk)
    demand(request.user, Act.EDIT, office_id=row.office_id)
    found = sorted(pictures_of(row.latest), key=lambda one: bool(one[1].alt.strip()))
    form = PicturesForm(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        kept = [
            describe(row.pk, language, words=words, by=request.user)
            for language, words in form.words().items()
        ]
        _say(request, changed=any(kept))
        return redirect("desk:pictures", pk) if undescribed(row.latest) else _back(pk)
    context = {"section": "reports", "row": row, "title": row.latest.title, "form": form}
    status = 422 if form.errors else 200
    return render(request, "desk/pictures.html", context | {"shown": form.shown()}, status=status)


def _back(pk: int) -> HttpResponse:
    return redirect("desk:report", pk)


def _say(request: StaffRequest, *, changed: bool) -> None:
    if changed:
        words = _("Kept. Issues that wait tell it so; what was approved before is looked at anew.")
        messages.success(request, words)
    else:
        messages.info(request, _("It was so before."))

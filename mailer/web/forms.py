"""Small forms: a file, a moment, a tester. Errors stand at their fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailer.models import PeriodKind
from mailer.reports.tongues import easy

LARGEST = 10 * 1024 * 1024
KINDS = (".txt", ".md", ".html", ".htm", ".docx")


class MomentField(forms.DateTimeField):
    """A local moment to come, typed into the browser's own field."""

    def __init__(self, **more: object) -> None:
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **more)  # type: ignore[arg-type]

    def clean(self, value: object) -> datetime | None:
        """Refuse what is over."""
        moment: datetime | None = super().clean(value)
        if moment is not None and moment <= timezone.now():
            raise ValidationError(_("This moment is over. Choose one that lies ahead."))
        return moment


class OfficeForm(forms.Form):
    """Something that belongs to an office; who has one only is not asked."""

    office = forms.TypedChoiceField(label=gettext_lazy("Office"), coerce=int)

    def __init__(self, *args: object, offices: Sequence[tuple[int, str]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        if len(offices) == 1:
            self.fields["office"].widget = forms.HiddenInput()
            self.fields["office"].initial = offices[0][0]


class TextForm(forms.Form):
    """A text as a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput({"accept": ",".join(KINDS)}),
        help_text=gettext_lazy(
            "Text, Markdown, HTML or Word (.txt, .md, .html, .docx), at most 10 MB."
        ),
        error_messages={"empty": gettext_lazy("This file is empty.")},
    )

    def clean_file(self) -> object:
        """Refuse by size before anything is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(_("This file is larger than 10 MB."))
        return file


class FileForm(TextForm, OfficeForm):
    """A report as a file."""


class VersionForm(TextForm):
    """A new text of a report that is known."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[
            ("", gettext_lazy("as the file says")),
            *settings.LANGUAGES,
            (easy("de"), gettext_lazy("Easy language")),
        ],
    )


class TesterForm(OfficeForm):
    """A mailbox that gets tests."""

    address = forms.EmailField(label=gettext_lazy("E-mail address"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("all")), *settings.LANGUAGES],
    )
    audience = forms.TypedChoiceField(
        label=gettext_lazy("Audience"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: object, audiences: Sequence[tuple[int, str]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["audience"].choices = [("", _("all")), *audiences]  # type: ignore[attr-defined]


class AddressForm(forms.Form):
    """Whom an issue is looked at as."""

    address = forms.EmailField(label=gettext_lazy("E-mail address"))


class PeriodForm(forms.Form):
    """Days on which the city holds back, both included."""

    kind = forms.ChoiceField(label=gettext_lazy("Reason"), choices=PeriodKind.choices)
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("Such as: local election"),
    )
    start = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    end = forms.DateField(
        label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


class AlmanacForm(forms.Form):
    """A calendar file, whose entries become days of restraint."""

    kind = forms.ChoiceField(label=gettext_lazy("Reason"), choices=PeriodKind.choices)
    lead = forms.IntegerField(
        label=gettext_lazy("Days before each entry that count, too"),
        min_value=0,
        max_value=366,
        initial=0,
        help_text=gettext_lazy("Elections stand in calendars with their own day only."),
    )
    file = forms.FileField(
        label=gettext_lazy("Calendar file"),
        widget=forms.FileInput({"accept": ".ics,text/calendar"}),
        help_text=gettext_lazy("An .ics file of at most 1 MB, without entries that repeat."),
    )


class ScheduleForm(forms.Form):
    """When an approved issue goes out."""

    at = MomentField(label=gettext_lazy("Date and time"))

"""Forms for campaigns: a report to send, a digest to plan. Errors stand at their fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailer.dispatch.plans import URGENT_PLAN, USUAL_PLAN, Plan
from mailer.editions.layouts import layouts
from mailer.models import CadenceKind, Content
from mailer.web.finding import topic_names
from mailer.web.forms import MomentField
from mailer.web.words import language
from subscribers import audience
from subscribers.audience import ListInfo

FREQUENCY = {
    CadenceKind.ON_RELEASE: "immediately",
    CadenceKind.DAILY: "daily",
    CadenceKind.WEEKLY: "weekly",
    CadenceKind.MONTHLY: "monthly",
}
WEEKDAYS = (
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
)
NTH = (
    (0, gettext_lazy("on a day of the month")),
    (1, gettext_lazy("on the first weekday …")),
    (2, gettext_lazy("on the second weekday …")),
    (3, gettext_lazy("on the third weekday …")),
    (4, gettext_lazy("on the fourth weekday …")),
    (-1, gettext_lazy("on the last weekday …")),
)


@dataclass(frozen=True, slots=True)
class Choosable:
    """A list to choose: how it is called, whom it reaches, and its rank among the chosen."""

    slug: str
    name: str
    voice: str
    people: int
    chosen: bool
    rank: str


class ListsForm(forms.Form):
    """What every campaign has: lists in order, and a segment."""

    lists = forms.MultipleChoiceField(
        label=gettext_lazy("Lists"),
        error_messages={"required": gettext_lazy("Choose at least one list.")},
    )
    segment = forms.TypedChoiceField(
        label=gettext_lazy("Segment"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("Only those people on the lists whom this rule describes."),
    )

    def __init__(self, *args: object, office_ids: Sequence[int], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.known: tuple[ListInfo, ...] = audience.lists(office_ids=office_ids)
        self.fields["lists"].choices = [  # type: ignore[attr-defined]
            (entry.slug, entry.name(language())) for entry in self.known
        ]
        found = audience.segments(office_ids)
        self.fields["segment"].choices = [  # type: ignore[attr-defined]
            ("", _("everybody on the lists")),
            *((entry.id, entry.name) for entry in found),
        ]
        if not found:
            del self.fields["segment"]

    def choosable(self) -> list[Choosable]:
        """The lists with their numbers of people, for the table of the form."""
        chosen = set(self["lists"].value() or ())
        people = audience.member_counts([entry.id for entry in self.known])
        voices = {entry.id: entry.names for entry in audience.audiences()}
        code = language()
        return [
            Choosable(
                entry.slug,
                entry.name(code),
                voices[entry.audience_id].get(code, entry.audience),
                people[entry.id],
                entry.slug in chosen,
                self.data.get(f"rank_{entry.slug}", str(place)),
            )
            for place, entry in enumerate(self.known, start=1)
        ]

    def clean_lists(self) -> list[str]:
        """The slugs by their ranks; one campaign speaks for one sender."""
        slugs: list[str] = self.cleaned_data["lists"]
        found = [entry for entry in self.known if entry.slug in slugs]
        if len({(entry.office_id, entry.sender.id) for entry in found}) > 1:
            raise ValidationError(
                _("These lists do not share one sender and office. Plan one campaign for each.")
            )
        return sorted(slugs, key=self._rank)

    def _rank(self, slug: str) -> tuple[int, str]:
        rank = self.data.get(f"rank_{slug}", "")
        return (int(rank) if rank.isdecimal() and len(rank) < 4 else 999, slug)


def layout_choices() -> list[tuple[str, str]]:
    """What staff call the layouts; first the one that each telling has of its own."""
    named = ((layout.slug, layout.names[language()]) for layout in layouts().values())
    return [("", _("as each telling has it")), *named]


class ReportForm(ListsForm):
    """One report to some lists, when it is approved or at a moment."""

    report = forms.TypedChoiceField(label=gettext_lazy("Report"), coerce=int)
    layout = forms.ChoiceField(
        label=gettext_lazy("Layout"),
        required=False,
        help_text=gettext_lazy(
            "A warning goes before everything else, and at night too. An invitation carries a "
            "calendar entry; its report has lines such as “When: Saturday, 27 September, 14:00”."
        ),
    )
    when = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=[
            ("approved", gettext_lazy("as soon as somebody has approved and sends it")),
            ("moment", gettext_lazy("at a moment, if it is approved by then")),
        ],
        initial="approved",
        widget=forms.RadioSelect,
    )
    moment = MomentField(
        label=gettext_lazy("Date and time"),
        required=False,
        help_text=gettext_lazy("Counts for “at a moment”; local time."),
    )
    urgent = forms.BooleanField(
        label=gettext_lazy("Urgent: goes before everything else, and at night too"),
        required=False,
        help_text=gettext_lazy("For a crisis, when every minute counts."),
    )
    field_order = ("report", "layout", "lists", "segment", "when", "moment", "urgent")

    def __init__(self, *args: object, reports: Sequence[tuple[int, str]], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["report"].choices = [("", _("Please choose")), *reports]  # type: ignore[attr-defined]
        self.titles = dict(reports)
        self.fields["layout"].choices = layout_choices()  # type: ignore[attr-defined]

    def clean(self) -> None:
        """A moment needs its date; a date without the wish for one counts for nothing."""
        if self.cleaned_data.get("when") == "approved":
            self.cleaned_data["moment"] = None
        elif not self.cleaned_data.get("moment") and "moment" not in self.errors:
            self.add_error("moment", _("Say when it is to go out."))

    def plan(self) -> Plan:
        """The campaign that was described."""
        given = self.cleaned_data
        return Plan(
            name=self.titles[given["report"]][:160],
            lists=given["lists"],
            content=Content.REPORT,
            layout=given["layout"],
            report_id=given["report"],
            segment_id=given.get("segment"),
            priority=URGENT_PLAN if given["urgent"] else USUAL_PLAN,
        )


class DigestForm(ListsForm):
    """All new reports, at a rhythm; the fields of other rhythms are left out."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=160)
    topics = forms.MultipleChoiceField(
        label=gettext_lazy("Topics"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Without a choice, reports of all topics."),
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        choices=WEEKDAYS,
        coerce=int,
        initial=[0, 1, 2, 3, 4],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one weekday.")},
    )
    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Weekday"), choices=WEEKDAYS, coerce=int, initial=0
    )
    nth = forms.TypedChoiceField(
        label=gettext_lazy("Which day"), choices=NTH, coerce=int, initial=0
    )
    day = forms.IntegerField(
        label=gettext_lazy("Day of the month"),
        min_value=1,
        max_value=31,
        initial=1,
        help_text=gettext_lazy(
            "In shorter months, the last day. Counts for “on a day of the month”."
        ),
    )
    at = forms.TimeField(
        label=gettext_lazy("Time"),
        initial="07:00",
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
    )
    zone = forms.CharField(
        label=gettext_lazy("Time zone"),
        initial=settings.TIME_ZONE,
        help_text=gettext_lazy("As in Europe/Berlin."),
    )
    field_order = ("name", "lists", "segment", "topics", "weekdays", "nth", "day", "weekday", "at")

    NEEDS: ClassVar = {
        CadenceKind.ON_RELEASE: (),
        CadenceKind.DAILY: ("weekdays", "at", "zone"),
        CadenceKind.WEEKLY: ("weekday", "at", "zone"),
        CadenceKind.MONTHLY: ("nth", "day", "weekday", "at", "zone"),
    }

    def __init__(self, *args: object, rhythm: CadenceKind, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.rhythm = rhythm
        self.fields["topics"].choices = topic_names()  # type: ignore[attr-defined]
        for name in {field for fields in self.NEEDS.values() for field in fields}:
            if name not in self.NEEDS[rhythm]:
                del self.fields[name]

    def clean_zone(self) -> str:
        """A zone that the zone database knows."""
        zone: str = self.cleaned_data["zone"]
        try:
            ZoneInfo(zone)
        except (OSError, ValueError, KeyError) as error:
            raise ValidationError(
                _("There is no such zone. Write it like Europe/Berlin.")
            ) from error
        return zone

    def plan(self) -> Plan:
        """The campaign that was described."""
        given = self.cleaned_data
        weekdays = given.get("weekdays") or ([given["weekday"]] if "weekday" in given else [])
        clock = {name: given[name] for name in ("at", "zone", "day", "nth") if name in given}
        return Plan(
            name=given["name"],
            lists=given["lists"],
            content=Content.NEW,
            topics=given["topics"],
            segment_id=given.get("segment"),
            frequency=FREQUENCY[self.rhythm],
            cadence=self.rhythm,
            weekdays=weekdays,
            **clock,
        )

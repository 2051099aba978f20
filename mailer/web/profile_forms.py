"""The words and weights of a telling's profiles as a form; every error names its profile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailer.dispatch.profiles import Kept, Own, Wanted
from mailer.editions.clean import one_line
from mailer.editions.profiles import LONGEST_WORD, MOST_STARS, Fault, fault

TITLES: Final[dict[str, Promise]] = {
    "city": gettext_lazy("The city"),
    "meaning": gettext_lazy("What it means"),
    "summary": gettext_lazy("Summary"),
    "people": gettext_lazy("People in the city"),
    "everyday": gettext_lazy("Everyday life"),
    "change": gettext_lazy("What will change"),
    "money": gettext_lazy("Money"),
    "inside": gettext_lazy("Internal procedure"),
    "elsewhere": gettext_lazy("Addressed to other cities"),
    "background": gettext_lazy("Background"),
    "contact": gettext_lazy("Contact and attachments"),
    "formalities": gettext_lazy("Formalities"),
    "findings": gettext_lazy("Findings"),
    "decisions": gettext_lazy("Decisions"),
    "measures": gettext_lazy("Figures, deadlines, implementation"),
    "failed": gettext_lazy("What was difficult"),
    "lessons": gettext_lazy("What can be learned"),
    "methods": gettext_lazy("Methods and tools"),
    "effort": gettext_lazy("Effort and cost"),
    "undone": gettext_lazy("What does not come"),
    "figures": gettext_lazy("Figures on cost and effect"),
}
FAULTS: Final[dict[Fault, Promise]] = {
    Fault.NOTHING: gettext_lazy("“%(word)s” has no letter and no digit."),
    Fault.BRACES: gettext_lazy(
        "“%(word)s” has braces. Only {city} may stand in them, as a word of its own."
    ),
    Fault.LONG: gettext_lazy("“%(word)s” has more than %(letters)s letters."),
    Fault.STARS: gettext_lazy("“%(word)s” has more than %(stars)s stars."),
}
MOST_ROWS, LETTERS_IN_ROW = 7, 90
LONGEST_TITLE, LONGEST_REASON = 60, 120
_BETWEEN: Final = re.compile(r"[,\n]")


@dataclass(frozen=True, slots=True)
class Card:
    """A profile on the page, with its fields; `explained` is the reason that readers see."""

    place: int
    title: str
    kept: Kept
    explained: str
    words: BoundField
    weight: BoundField


class WordsField(forms.CharField):
    """Words with commas or lines between them; each one once."""

    def __init__(self, *, initial: str, **more: object) -> None:
        rows = min(MOST_ROWS, 2 + len(initial) // LETTERS_IN_ROW)
        super().__init__(initial=initial, widget=forms.Textarea({"rows": rows}), **more)  # type: ignore[arg-type]

    def clean(self, value: object) -> tuple[str, ...]:
        """The words; each that cannot be looked for is named."""
        text = super().clean(value)
        words = tuple(filter(None, map(one_line, _BETWEEN.split(text))))
        if self.required and not words:
            raise ValidationError(self.error_messages["required"])
        wrong = [_said(found, word) for word in words if (found := fault(word))]
        if wrong:
            raise ValidationError(wrong)
        return tuple(dict.fromkeys(words))


class ProfilesForm(forms.Form):
    """All profiles of a telling in one language, numbered from top to bottom."""

    def __init__(self, *args: object, kept: Sequence[Kept], seen: str, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.kept = kept
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, initial=seen)
        self._seen = seen
        for place, one in enumerate(kept):
            self._add(place, one)

    def _add(self, place: int, one: Kept) -> None:
        title, shown = title_of(one), one.now or one.built_in
        own = bool(one.now and one.built_in)
        self.fields[f"words-{place}"] = WordsField(
            label=_("Words: %(profile)s") % {"profile": title},
            required=own,
            initial=", ".join(one.now.words) if one.now else "",
            error_messages={"required": _("Write at least one word. Weight 0 lets it not count.")},
        )
        self.fields[f"weight-{place}"] = forms.FloatField(
            label=_("Weight: %(profile)s") % {"profile": title},
            min_value=-100,
            max_value=100,
            initial=f"{shown.weight:g}" if shown else "1",
        )

    def clean(self) -> None:
        """Refuse what was typed over a telling that somebody changed in the meantime."""
        if self.cleaned_data.get("seen") != self._seen:
            self.add_error(
                None,
                _("Somebody changed this telling in the meantime. Open the page anew, please."),
            )

    def wanted(self) -> dict[str, Wanted]:
        """What was typed, by the names of profiles."""
        data = self.cleaned_data
        return {
            one.name: Wanted(data[f"words-{place}"], data[f"weight-{place}"])
            for place, one in enumerate(self.kept)
        }

    def cards(self) -> list[Card]:
        """The profiles from top to bottom."""
        return list(self._cards())

    def _cards(self) -> Iterator[Card]:
        for place, one in enumerate(self.kept):
            shown = one.now or one.built_in
            yield Card(
                place,
                title_of(one),
                one,
                shown.because if shown else "",
                self[f"words-{place}"],
                self[f"weight-{place}"],
            )


class OwnForm(forms.Form):
    """A profile of the installation's own, in each language of a telling that has words for it."""

    weight = forms.FloatField(
        label=gettext_lazy("Weight"),
        help_text=gettext_lazy("1 to 4 is usual; below 0 speaks against a passage."),
        min_value=-100,
        max_value=100,
        initial="2",
    )

    def __init__(self, *args: object, codes: Sequence[str], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.codes = codes
        for code in codes:
            self.fields[f"title-{code}"] = forms.CharField(
                label=_("Name"), max_length=LONGEST_TITLE, required=False
            )
            self.fields[f"words-{code}"] = WordsField(label=_("Words"), initial="", required=False)
            self.fields[f"because-{code}"] = forms.CharField(
                label=_("Reason that editors read"),
                help_text=_("“because it is about schools (“{word}”)”: {word} is what was found."),
                max_length=LONGEST_REASON,
                required=False,
            )

    def clean(self) -> None:
        """A name where there are words, and words in one language at least."""
        data = self.cleaned_data
        told = [code for code in self.codes if data.get(f"words-{code}")]
        for code in told:
            if not data.get(f"title-{code}"):
                self.add_error(f"title-{code}", _("Give it a name."))
        if not told and not self.errors:
            self.add_error(f"words-{self.codes[0]}", _("Write at least one word."))

    def own(self) -> dict[str, Own]:
        """What was typed, by language."""
        data = self.cleaned_data
        return {
            code: Own(data[f"title-{code}"], words, data[f"because-{code}"])
            for code in self.codes
            if (words := data[f"words-{code}"])
        }

    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The fields of each language."""
        names = ("title", "words", "because")
        return [(code, [self[f"{name}-{code}"] for name in names]) for code in self.codes]


def title_of(kept: Kept) -> str:
    """What people call a profile; one of the installation's own as they named it."""
    own = kept.now.title if kept.now else ""
    return own or str(TITLES.get(kept.name, kept.name))


def _said(found: Fault, word: str) -> str:
    filled = {"word": word, "letters": LONGEST_WORD, "stars": MOST_STARS}
    return str(FAULTS[found]) % filled

"""The sign-up form: only the address is a must, and nothing is ticked beforehand (P6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from subscribers import keys
from subscribers.consent import Choice, SignUp
from subscribers.models import Frequency
from subscribers.models.people import FormOfAddress
from subscribers.offers import Catalogue, Offer
from subscribers.public.tickets import Ticket

FREQUENCIES = [
    (Frequency.IMMEDIATELY, _("As soon as there is something new")),
    (Frequency.DAILY, _("Once a day")),
    (Frequency.WEEKLY, _("Once a week")),
    (Frequency.MONTHLY, _("Once a month")),
]
FORMS_OF_ADDRESS = [
    (FormOfAddress.FORMAL, _("formal (“Sie” in German)")),
    (FormOfAddress.INFORMAL, _("informal (“du” in German)")),
]
NO_ADDRESS = _("This is no complete e-mail address. It looks like name@example.org.")
# People never see or reach this field; whoever fills it in is no person.
TRAP = "subject"


class SignUpForm(forms.Form):
    """Address, lists with a frequency each, topics, language, form of address."""

    field_order = ("lists", "address", "topics", "language", "form_of_address")

    address = forms.CharField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}
        ),
        error_messages={"required": _("Please enter the address that we should write to.")},
    )
    lists = forms.MultipleChoiceField(
        label=_("What would you like to get?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose at least one."),
            "invalid_choice": _("One of these is no longer offered. Please choose again."),
            "invalid_list": _("Please choose at least one."),
        },
    )
    topics = forms.TypedMultipleChoiceField(
        label=_("Which topics interest you?"),
        help_text=_("Some mails go only to people who chose a topic. You can change this later."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of these is no longer offered. Please choose again.")
        },
    )
    language = forms.ChoiceField(
        label=_("In which language shall we write?"), required=False, widget=forms.RadioSelect
    )
    form_of_address = forms.ChoiceField(
        label=_("How shall we address you?"),
        choices=FORMS_OF_ADDRESS,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, data: Any = None, *, catalogue: Catalogue, offers: Sequence[Offer], **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.catalogue, self.offers = catalogue, offers
        self._choices("lists", [(one.public_id, one.name) for one in offers])
        self._choices("topics", list(catalogue.topics))
        self._choices("language", settings.LANGUAGES)
        self.fields["language"].initial = catalogue.language
        self.fields["form_of_address"].initial = FormOfAddress.FORMAL
        for offer in offers:
            self.fields[often(offer)] = forms.ChoiceField(
                label=_("How often? – %(list)s") % {"list": offer.name},
                choices=FREQUENCIES,
                initial=offer.frequency,
                required=False,
            )

    def clean_address(self) -> str:
        """The address, if mail can be sent to it; nothing is looked up anywhere."""
        address: str = self.cleaned_data["address"]
        try:
            keys.normalise(address)
        except keys.AddressError:
            raise forms.ValidationError(NO_ADDRESS) from None
        return address

    def parts(self) -> list[tuple[Offer, forms.BoundField]]:
        """Each offer with the field for its frequency, for the template."""
        return [(offer, self[often(offer)]) for offer in self.offers]

    def ticked(self) -> list[str]:
        """The lists chosen so far."""
        return [str(value) for value in self["lists"].value() or ()]

    def missing_words(self, ticket: Ticket) -> bool:
        """Whether a list was chosen whose words did not stand on the form."""
        return any(one.list_id not in ticket.wordings for one in self._chosen())

    def sign_up(self, ticket: Ticket, *, address: str, ip: str) -> SignUp:
        """What is asked for, with the versions that were seen; `address` is the form's own.

        `ip` is what may be kept of the client's address, '' for nothing.
        """
        given: Mapping[str, Any] = self.cleaned_data
        seen = {"form": address, "privacy": ticket.privacy, "language": ticket.language}
        return SignUp(
            lists={
                one.list_id: Choice(
                    frequency=given[often(one)] or None, wording_id=ticket.wordings[one.list_id]
                )
                for one in self._chosen()
            },
            source="web",
            language=given["language"] or ticket.language,
            form_of_address=given["form_of_address"],
            topics=tuple(given["topics"]),
            seen=seen | ({"ip": ip} if ip else {}),
        )

    def _chosen(self) -> list[Offer]:
        return [one for one in self.offers if one.public_id in self.cleaned_data["lists"]]

    def _choices(self, name: str, choices: Sequence[tuple[Any, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


def often(offer: Offer) -> str:
    """The name of the field that holds the frequency of a list."""
    return f"often_{offer.public_id}"

"""Small forms of the data officers' pages. Addresses and reasons are posted, never in a URL."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from subscribers.keys import AddressError, normalise

GOODBYE, QUIETLY = "goodbye", "quietly"


class AddressForm(forms.Form):
    """One mail address, exactly."""

    address = forms.CharField(
        label=gettext_lazy("Mail address"),
        max_length=320,
        help_text=gettext_lazy("The whole address; capitals make no difference."),
        widget=forms.TextInput(
            {"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}
        ),
    )

    def clean_address(self) -> str:
        """The address as it is stored."""
        try:
            return normalise(self.cleaned_data["address"])
        except AddressError as error:
            raise ValidationError(_("No mail can be sent to this address.")) from error


class ReasonForm(forms.Form):
    """Why somebody decides something about a person."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Such as a file number. No names: it stays in the audit trail."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )


class ErasureForm(ReasonForm):
    """Erasing takes a reason, and a choice whether the person hears of it."""

    goodbye = forms.ChoiceField(
        label=gettext_lazy("Does the person get a last mail?"),
        choices=(
            (GOODBYE, gettext_lazy("Yes, a mail confirms the erasure; then the address goes")),
            (QUIETLY, gettext_lazy("No, erase at once and without a word")),
        ),
        widget=forms.RadioSelect,
        initial=GOODBYE,
    )

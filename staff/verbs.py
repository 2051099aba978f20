"""The audit trail's words for people: what was done, and to what kind of thing."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

VERBS: dict[str, Promise] = {
    "added a tester": _("added a tester"),
    "added a period": _("added days of restraint"),
    "activated a DKIM key": _("activated a DKIM key"),
    "approved": pgettext_lazy("act", "approved"),
    "approved (standing)": _("approved for good"),
    "blocked": pgettext_lazy("act", "blocked"),
    "cancelled": pgettext_lazy("act", "cancelled"),
    "changed roles": _("changed somebody's roles"),
    "changed a page": _("changed a page"),
    "changed a sender": _("changed a sender"),
    "changed a telling": _("changed how an audience is told reports"),
    "changed the look": _("changed how mails look"),
    "chose": _("decided about deliveries in doubt"),
    "corrected": _("opened a correction"),
    "described": _("described pictures"),
    "downloaded": _("downloaded data of a person"),
    "erased": pgettext_lazy("act", "erased"),
    "evidence": _("printed evidence"),
    "exported": _("exported deliveries"),
    "exported affected": _("exported affected people"),
    "headed": _("wrote a subject"),
    "import": _("imported people"),
    "invited": _("asked people to confirm"),
    "lifted block": _("lifted a block"),
    "listed recipients": _("listed who would get an issue"),
    "looked as a person": _("looked at an issue as a person"),
    "made a DKIM key": _("made a DKIM key"),
    "marked": _("marked a section"),
    "offered easy language": _("offered easy language"),
    "marked a list": _("marked a list, or took the mark away"),
    "opened": _("opened an issue"),
    "paused": pgettext_lazy("act", "paused"),
    "paused itself": _("paused itself"),
    "planned": _("planned a campaign"),
    "removed a period": _("removed days of restraint"),
    "removed a tester": _("removed a tester"),
    "resumed": _("let it go on"),
    "retired a DKIM key": _("retired a DKIM key"),
    "scheduled": pgettext_lazy("act", "scheduled"),
    "sending": _("began to send"),
    "sent a test": _("sent a test"),
    "set a moment": _("planned an issue for a moment"),
    "sent again": _("sent again"),
    "stopped": _("stopped a campaign"),
    "stopped offering easy language": _("stopped offering easy language"),
    "waived": _("waived a finding"),
    "withdrew a waiver": _("took a waiver back"),
    "withdrew": _("withdrew a report"),
    "told the newest text": _("told the newest text"),
}
KINDS: dict[str, Promise] = {
    "campaign": _("Campaign"),
    "importrun": _("Import"),
    "issue": _("Issue"),
    "list": _("List"),
    "page": _("Page"),
    "report": _("Report"),
    "restraintperiod": _("Days of restraint"),
    "sender": _("Sender"),
    "signingkey": _("DKIM key"),
    "subscriber": _("Person"),
    "suppression": _("Block"),
    "telling": _("Telling"),
    "tester": _("Tester"),
    "theme": _("Look of the mails"),
    "user": _("Member of staff"),
}


def verb(name: str) -> str:
    """What was done, in the reader's language; an unknown name as it is."""
    return str(VERBS.get(name, name))


def kind(name: str) -> str:
    """What it was done to."""
    return str(KINDS.get(name, name))

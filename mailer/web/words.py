"""What pages say: states and what they mean, when a campaign runs, why something was refused."""

from __future__ import annotations

import re
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mailer.dispatch import (
    again,
    composing,
    correcting,
    doubt,
    gate,
    guard,
    looking,
    outlet,
    signing,
    verbs,
)
from mailer.dispatch.calendar import cadence_of
from mailer.dispatch.errors import (
    ApprovalError,
    DispatchError,
    HinderedError,
    PlanError,
    StateError,
)
from mailer.feedback.refusals import Subject
from mailer.models import CadenceKind, Campaign, Content, DeliveryState, Issue
from mailer.schedules.cadence import CadenceError
from mailer.schedules.words import describe
from staff.models import User

DELIVERIES: dict[str, Promise] = {
    DeliveryState.QUEUED: gettext_lazy("waits for its turn"),
    DeliveryState.SENDING: gettext_lazy("is with a worker at this moment"),
    DeliveryState.ACCEPTED: gettext_lazy("the relay has taken the mail"),
    DeliveryState.DEFERRED: gettext_lazy("not now, says the relay; we try again by ourselves"),
    DeliveryState.FAILED: gettext_lazy("refused for good, or not to be written; not tried again"),
    DeliveryState.UNCERTAIN: gettext_lazy("interrupted in the very moment of handing over"),
    DeliveryState.WITHDRAWN: gettext_lazy("unsubscribed before their turn came; nothing was sent"),
    DeliveryState.SUPPRESSED: gettext_lazy("address is blocked; nothing was sent"),
    DeliveryState.CANCELLED: gettext_lazy(
        "the issue was cancelled, or corrected, before; nothing was sent"
    ),
    DeliveryState.EXPIRED: gettext_lazy("not handed over within the period of validity"),
}

SUBJECTS: dict[Subject, Promise] = {
    Subject.ADDRESS: gettext_lazy("the address: it does not exist or is closed"),
    Subject.MAILBOX: gettext_lazy("the mailbox: it is full"),
    Subject.SENDER: gettext_lazy("us: login, sender's address, SPF, DKIM, DMARC or reputation"),
    Subject.PACE: gettext_lazy("our pace: too much at once"),
    Subject.POLICY: gettext_lazy("a rule of the recipient's server"),
    Subject.MESSAGE: gettext_lazy("the message: too large, or of a kind not taken"),
    Subject.PASSING: gettext_lazy("something that passes"),
    Subject.UNKNOWN: gettext_lazy("nothing we know"),
}

# Refusals that are always said in the same words.
SAID: dict[type[DispatchError], Promise] = {
    gate.ReasonError: gettext_lazy("Please write the reason in a sentence: at least 10 letters."),
    gate.AffirmError: gettext_lazy("Please affirm each statement, if it is true of this mail."),
    gate.GateError: gettext_lazy(
        "The check found something that has to be mended, or waived with a reason."
    ),
    verbs.RevisedError: gettext_lazy(
        "A report of it was revised since. Look at the finding: have the newer text taken up, or "
        "approve the older one knowingly."
    ),
    correcting.WordsError: gettext_lazy(
        "Please say in each language what was wrong, in one or two sentences."
    ),
    correcting.SameError: gettext_lazy(
        "Its report has no newer revision. Bring in the corrected report first."
    ),
}

# Sentences that dispatch says or leaves on an issue, to be shown in the user's language.
LEFT = (
    gettext_lazy("Nothing new to tell."),
    gettext_lazy(
        "The lists of this issue have different senders by now. Cancel it, and plan a campaign "
        "for each sender."
    ),
    gettext_lazy("Missed: the service was down for longer than this campaign's grace."),
    gettext_lazy("Missed: a later run told the same reports."),
    gettext_lazy("A report was withdrawn and taken out of this issue. Look at the preview again."),
    gettext_lazy("The report was withdrawn, so there is nothing left to tell."),
    gettext_lazy("The standing approval is void: plan, telling or template was changed."),
    gettext_lazy("The check found something that has to be mended, or waived with a reason."),
    gettext_lazy(
        "An editor changed how a report is told after the approval. It has to be approved again."
    ),
    gettext_lazy("A telling was changed after the approval. It has to be approved again."),
    gettext_lazy(
        "The newer text of a report was taken up after the approval. It has to be approved again."
    ),
    gettext_lazy("Its subject or preheader was written anew. It has to be approved again."),
    gettext_lazy(
        "The look of the mails was changed after the approval. It has to be approved again."
    ),
    gettext_lazy(
        "A telling, a template, a sender or the audience was changed after the approval. "
        "It has to be approved again."
    ),
)

# The same, with something filled in.
FILLED = (
    *(guard.REFUSED, guard.COMPLAINED, guard.BLAMED, composing.UNMADE),
    *(verbs.FIRST, verbs.TOO_SLOW, correcting.CORRECTED, doubt.OVERDUE),
    *(outlet.NO_RELAY, signing.NO_KEY, again.NOT_LOOKING, looking.LOOKED_AT),
)


def language() -> str:
    """The UI's language without its region: 'de' or 'en'."""
    return (get_language() or "de").partition("-")[0]


def rhythm(campaign: Campaign) -> str:
    """When a campaign runs, in a phrase; '' for one that is opened by hand alone."""
    if campaign.cadence == CadenceKind.ON_RELEASE:
        return str(CadenceKind.ON_RELEASE.label)
    try:
        return describe(cadence_of(campaign), language())
    except CadenceError:
        return _("once")


def what(campaign: Campaign, title: str = "") -> str:
    """What a campaign tells: the report's title, or which reports."""
    return title or str(Content(campaign.content).label)


def refusal(error: DispatchError, *, user: User, issue: Issue | None = None) -> str:
    """Why something was refused, in the user's language; dispatch's own words where it is rare."""
    late = isinstance(error, StateError) and not isinstance(error, HinderedError)
    if late and issue is not None:
        state = issue.get_state_display()
        return _("That is no longer possible: the issue is now “%(state)s”.") % {"state": state}
    if type(error) in SAID:
        return str(SAID[type(error)])
    if isinstance(error, ApprovalError):
        if issue is not None and issue.changed_by_id != user.pk:
            return changed()
        return four_eyes()
    if isinstance(error, PlanError) and error.rival:
        return _(
            "The campaign “%(name)s” already tells one of these lists all new reports at this "
            "frequency. Stop it first, or choose other lists."
        ) % {"name": error.rival}
    return left(str(error))


def four_eyes() -> str:
    """Why the person who prepared something does not approve it."""
    return _("You prepared this yourself. Somebody else has to approve it (four eyes).")


def left(words: str) -> str:
    """What dispatch left on an issue, translated where it is one of its sentences."""
    if not words:
        return ""
    for sentence in FILLED:
        if found := _form(sentence).fullmatch(words):
            return _(sentence).format(**found.groupdict())
    return _(words)


@cache
def _form(sentence: str) -> re.Pattern[str]:
    """What matches a sentence with anything filled in; the same in each place of a name."""
    parts = re.split(r"\{(\w+)\}", sentence)
    again = {n for n, x in enumerate(parts) if n % 2 and x in parts[1:n:2]}
    groups = [f"(?P={x})" if n in again else f"(?P<{x}>.*)" for n, x in enumerate(parts)]
    form = (groups[n] if n % 2 else re.escape(x) for n, x in enumerate(parts))
    return re.compile("".join(form), re.DOTALL)


def changed() -> str:
    """Why an approval is void."""
    return _(
        "A telling, a template, a sender or the audience was changed after the approval. "
        "Please look at it and have it approved again."
    )

"""What staff do with an issue: each act is a POST that calls one verb of dispatch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mailer.dispatch import doubt, heading, revising, verbs
from mailer.dispatch.again import look_again
from mailer.dispatch.content import newer
from mailer.dispatch.errors import DispatchError
from mailer.models import Issue, IssueState
from mailer.models.issues import READY, REVIEWED, UncertainPolicy
from mailer.web.access import Rights, StaffRequest, mine, verb
from mailer.web.forms import ScheduleForm
from mailer.web.words import four_eyes, refusal
from staff.models import Role, User
from staff.roles import Act


@dataclass(frozen=True, slots=True)
class Doable:
    """The acts that an issue's state and the user's roles allow; else why not, where it helps."""

    approve: bool = False
    goes_at: bool = False
    why_not: str = ""
    stopped: bool = False
    waive: bool = False
    unwaive: bool = False
    waits: str = ""
    newest: bool = False
    head: bool = False
    send: bool = False
    schedule: bool = False
    pause: bool = False
    resume: bool = False
    cancel: bool = False
    settle_doubt: bool = False
    export: bool = False
    test: bool = False
    look_again: bool = False


def doable(issue: Issue, rights: Rights, *, stopped: bool = False) -> Doable:
    """What to offer on an issue's page; the verbs themselves check again.

    `stopped` says that a finding of the check stands in the way.
    """
    review = issue.state in REVIEWED and rights.may(Act.APPROVE, issue.office_id)
    own = issue.changed_by_id == rights.user.pk
    sends = rights.may(Act.SEND, issue.office_id)
    waiting = issue.state in (*REVIEWED, *READY)
    tests = waiting and rights.may(Act.TEST, issue.office_id)
    alive = (*REVIEWED, *READY, *verbs.STARTED)
    return Doable(
        approve=review and not own and not stopped,
        stopped=issue.state in REVIEWED and stopped,
        waive=review and not own and stopped,
        unwaive=waiting and rights.may(Act.APPROVE, issue.office_id),
        goes_at=issue.send_at is not None and issue.send_at > timezone.now(),
        why_not=four_eyes() if review and own else "",
        waits=_awaited(issue, approves=review, sends=sends),
        newest=_revised(issue) and rights.may(Act.EDIT, issue.office_id),
        head=waiting and rights.may(Act.EDIT, issue.office_id),
        send=sends and issue.state in READY,
        schedule=sends and waiting,
        pause=sends and issue.state == IssueState.SENDING,
        resume=sends and issue.state == IssueState.PAUSED,
        cancel=sends and issue.state in alive,
        settle_doubt=sends and issue.state in doubt.OVER,
        test=tests,
        look_again=tests and settings.CHECK_OUTSIDE,
        export=issue.expanded_at is not None and rights.may(Act.MANAGE_PEOPLE, issue.office_id),
    )


def _revised(issue: Issue) -> bool:
    """Whether it waits with the older text of a report."""
    told = issue.reports.values_list("revision_id", flat=True)
    return issue.state in (*REVIEWED, *READY) and bool(newer(told))


def _awaited(issue: Issue, *, approves: bool, sends: bool) -> str:
    """The role that an issue waits for, where the user has it not."""
    if issue.state in REVIEWED and not approves:
        return str(Role.APPROVER.label)
    return str(Role.SENDER.label) if issue.state == IssueState.APPROVED and not sends else ""


def approve_and_go(issue_id: int, *, by: User) -> Issue:
    """Approve, and send at the moment that was wished for, or now if that is over or was none."""
    issue = verbs.approve(issue_id, by=by)
    if issue.send_at is not None and issue.send_at > timezone.now():
        return verbs.schedule(issue_id, issue.send_at, by=by)
    return verbs.send(issue_id, by=by)


def _doubt(policy: str) -> Callable[..., object]:
    def choose(issue_id: int, *, by: User) -> Issue:
        return doubt.choose(issue_id, policy, by=by)

    return choose


ACTS: dict[str, tuple[Callable[..., object], Promise]] = {
    "approve": (verbs.approve, gettext_lazy("Approved. It can be sent now.")),
    "approve-and-go": (approve_and_go, gettext_lazy("Approved.")),
    "tell-newest": (
        revising.tell_newest,
        gettext_lazy("The issue tells the newest text now. Look at the preview."),
    ),
    "send": (verbs.send, gettext_lazy("Sending begins.")),
    "pause": (
        verbs.pause,
        gettext_lazy("Paused. What is on the wire at this moment is still finished."),
    ),
    "resume": (verbs.resume, gettext_lazy("Sending goes on.")),
    "cancel": (verbs.cancel, gettext_lazy("Cancelled. Nobody else gets this issue.")),
    "look-again": (
        look_again,
        gettext_lazy(
            "Links, sender and spam filter are being looked at again. Load this page anew."
        ),
    ),
    "resend": (doubt.resend, gettext_lazy("Whoever was in doubt is written to again.")),
    "doubt-hold": (
        _doubt(UncertainPolicy.HOLD),
        gettext_lazy("Whoever is in doubt gets nothing more by itself."),
    ),
    "doubt-resend": (
        _doubt(UncertainPolicy.RESEND),
        gettext_lazy("Whoever comes to be in doubt from now on is written to again by itself."),
    ),
}


@verb
def act(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """Do one of `ACTS`, and say how it went."""
    if name not in ACTS:
        raise Http404
    get_object_or_404(mine(Issue.objects.all(), request), pk=pk)
    do, done = ACTS[name]
    return _do(request, pk, act=lambda: do(pk, by=request.user), done=str(done))


@verb
def schedule(request: StaffRequest, pk: int) -> HttpResponse:
    """Send an approved issue at a moment, or plan one that waits for its approval."""
    issue = get_object_or_404(mine(Issue.objects.all(), request), pk=pk)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(words) for words in form.errors["at"]))
        return redirect("desk:issue", pk)
    at = form.cleaned_data["at"]
    planned = _("Planned. It goes out then, once it is approved.")
    done = planned if issue.state in REVIEWED else _("Scheduled.")
    return _do(request, pk, act=lambda: verbs.schedule(pk, at, by=request.user), done=done)


@verb
def head(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep what was written at the head of the editions of an audience in a language."""
    issue = get_object_or_404(mine(Issue.objects.all(), request), pk=pk)
    editions = issue.editions.select_related("audience").only("audience__slug", "language")
    number = request.POST.get("edition", "")
    shown = get_object_or_404(editions, pk=number if number.isdigit() else 0)
    words = {name: request.POST[name] for name in heading.HEADS if name in request.POST}

    def write() -> object:
        return heading.head(
            pk,
            audience=shown.audience.slug,
            language=shown.language,
            words=words,
            by=request.user,
        )

    return _do(request, pk, act=write, done=_("Kept. The issue has to be approved again."))


def _do(request: StaffRequest, pk: int, *, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
    except DispatchError as error:
        issue = Issue.objects.get(pk=pk)
        messages.error(request, refusal(error, user=request.user, issue=issue))
    else:
        messages.success(request, done)
    return redirect("desk:issue", pk)

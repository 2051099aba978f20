"""Reports: the list, one report with its revisions, and files given by hand."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mailer.dispatch import revising, withdrawing
from mailer.dispatch.errors import DispatchError
from mailer.dispatch.marks import lost_of
from mailer.intake.pull import add_file, add_text
from mailer.intake.store import Kept, load
from mailer.models import Report, ReportSource, Revision, SourceKind
from mailer.reports.errors import ReportError
from mailer.reports.pictures import pictures
from mailer.reports.tongues import text_in
from mailer.web.access import StaffRequest, demand_somewhere, form_page, mine, page, verb
from mailer.web.finding import page_of, report_rows, topic_names
from mailer.web.forms import FileForm, VersionForm
from mailer.web.pictures import undescribed
from mailer.web.readability import card
from mailer.web.words import language
from staff.models import Office
from staff.roles import Act, demand


@page
def reports(request: StaffRequest) -> HttpResponse:
    """All reports, newest first."""
    rows = mine(Report.objects.select_related("source"), request).order_by("-released_at", "-pk")
    shown = page_of(rows, request.GET.get("page"))
    context = {
        "section": "reports",
        "page": shown,
        "rows": report_rows(list(shown)),
        "may_add": bool(request.rights.offices(Act.EDIT)),
    }
    return render(request, "desk/reports.html", context)


@page
def report(request: StaffRequest, pk: int) -> HttpResponse:
    """One report in one of its revisions and languages."""
    row = get_object_or_404(mine(Report.objects.select_related("source"), request), pk=pk)
    revisions = list(row.revisions.select_related("created_by").order_by("-number"))
    number = request.GET.get("revision", str(revisions[0].number))
    chosen = next((entry for entry in revisions if str(entry.number) == number), None)
    if chosen is None:
        raise Http404
    texts = load(chosen)
    code = request.GET.get("language", "")
    names = dict(topic_names())
    told_text = texts.get(code) or text_in(texts, language())
    context = {
        "section": "reports",
        "row": row,
        "told": report_rows([row])[0].told,
        "revisions": revisions,
        "chosen": chosen,
        "languages_there": list(texts),
        "report": told_text,
        "readability": card(texts, told_text, chosen=request.GET.get("form", ""), revision=chosen),
        "lost": lost_of(chosen, texts) if chosen == revisions[0] else 0,
        "topics": [names.get(slug, slug) for slug in chosen.topics],
        "pictures": len(pictures(told_text)),
        "undescribed": undescribed(chosen) if chosen == revisions[0] else 0,
        "may_send": request.rights.may(Act.EDIT, row.office_id),
    }
    return render(request, "desk/report.html", context)


@form_page
def add(request: StaffRequest) -> HttpResponse:
    """Take a file as a report."""
    demand_somewhere(request, Act.EDIT)
    offices = Office.objects.filter(pk__in=request.rights.offices(Act.EDIT)).order_by("name")
    names = [(office.pk, office.name) for office in offices]
    form = FileForm(request.POST or None, request.FILES or None, offices=names)
    if request.method == "POST" and form.is_valid():
        kept = _take(request, form)
        if kept is not None:
            return _to(request, kept)
    status = 422 if form.errors else 200
    context = {"section": "reports", "form": form, "row": None}
    return render(request, "desk/report_add.html", context, status=status)


@form_page
def bring_text(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a file as a new text of this report: another language, or a new revision."""
    row = get_object_or_404(mine(Report.objects.filter(withdrawn_at=None), request), pk=pk)
    demand(request.user, Act.EDIT, office_id=row.office_id)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        kept = _take_text(request, form, row=row)
        if kept is not None:
            return _to(request, kept)
    context = {"section": "reports", "form": form, "row": row, "title": row.latest.title}
    status = 422 if form.errors else 200
    return render(request, "desk/report_add.html", context, status=status)


def _take_text(request: StaffRequest, form: VersionForm, *, row: Report) -> Kept | None:
    file, code = form.cleaned_data["file"], form.cleaned_data["language"]
    try:
        return add_text(row, file.name, data=file.read(), language=code, by=request.user)
    except ReportError as error:
        form.add_error("file", error.sentence(language()))
        return None


def _to(request: StaffRequest, kept: Kept) -> HttpResponse:
    """Where to look at it; first to pictures that nobody described."""
    messages.success(request, _said(kept))
    revision = Revision.objects.select_related("report").get(pk=kept.revision_id)
    for issue in revising.outdated(revision.report):
        words = _(
            "“%(name)s” waits with the older text. On its page you can take up the newer one."
        )
        messages.warning(request, words % {"name": issue.name})
    silent = undescribed(revision)
    return redirect("desk:pictures" if silent else "desk:report", kept.report_id)


@verb
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw a report, with the reason that was written."""
    get_object_or_404(mine(Report.objects.all(), request), pk=pk)
    try:
        going = withdrawing.withdraw(pk, reason=request.POST.get("reason", ""), by=request.user)
    except DispatchError:
        messages.error(request, _("Please write the reason in a sentence: at least 10 letters."))
        return redirect("desk:report", pk)
    messages.success(request, _("Withdrawn. Its public pages say so from now on."))
    for issue in going:
        words = _("“%(name)s” is being sent with it. Stop it if nobody else shall get it.")
        messages.warning(request, words % {"name": issue.name})
    return redirect("desk:report", pk)


def given_source(office: Office) -> ReportSource:
    """The source of an office for files given by hand, made when it is first needed."""
    found = ReportSource.objects.filter(office=office, kind=SourceKind.GIVEN).first()
    if found is not None:
        return found
    defaults = {"name": "Von Hand", "kind": SourceKind.GIVEN, "office": office}
    made, _made = ReportSource.objects.get_or_create(slug=f"given-{office.slug}", defaults=defaults)
    return made


def _take(request: StaffRequest, form: FileForm) -> Kept | None:
    office = Office.objects.get(pk=form.cleaned_data["office"])
    file = form.cleaned_data["file"]
    try:
        return add_file(file.name, file.read(), source=given_source(office), by=request.user)
    except ReportError as error:
        form.add_error("file", error.sentence(language()))
        return None


def _said(kept: Kept) -> str:
    return {
        "new": _("The report is here. Please look whether it was read as it was meant."),
        "revised": _("This is a new revision of a report that was known."),
        "known": _("This report was known already, word for word."),
    }[kept.state]

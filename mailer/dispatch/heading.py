"""An issue's own subject and preheader, in place of what its telling and reports say."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from mailer.dispatch import renewing
from mailer.dispatch.errors import NotFoundError
from mailer.dispatch.verbs import locked
from mailer.editions.clean import one_line
from mailer.models import Issue
from mailer.models.issues import READY, REVIEWED
from staff import audit
from staff.models import User
from staff.roles import Act, demand

HEADS = ("subject", "preheader")
LONGEST = 200
CHANGED = "Its subject or preheader was written anew. It has to be approved again."


@transaction.atomic
def head(
    issue_id: int, *, audience: str, language: str, words: Mapping[str, str], by: User
) -> bool:
    """Write them for the editions of an audience and language; voids an approval.

    '' leaves one to telling and reports, and what is not named stays. False if all were so before.
    Raises NotFoundError where the issue has no such edition.
    """
    issue = locked(issue_id, (*REVIEWED, *READY), wish="headed")
    demand(by, Act.EDIT, office_id=issue.office_id)
    if not issue.editions.filter(audience__slug=audience, language=language).exists():
        raise NotFoundError(f"Issue {issue_id} has no edition for '{audience}' in '{language}'.")
    before = issue.head(audience, language)
    given = {name: one_line(words[name])[:LONGEST] for name in HEADS if name in words}
    own = {name: said for name, said in (before | given).items() if said}
    if own == before:
        return False
    heads = {**issue.heads, f"{audience}/{language}": own}
    Issue.objects.filter(pk=issue_id).update(heads={key: one for key, one in heads.items() if one})
    renewing.renew_all([issue_id], by=by, words=CHANGED)
    said = {"audience": audience, "language": language, **own}
    audit.note("headed", issue, by=by, office_id=issue.office_id, **said)
    return True

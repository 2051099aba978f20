"""Looking outside again, because somebody asks for it: a page was mended, or a record published."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_noop

from mailer.dispatch import looking
from mailer.dispatch.errors import HinderedError
from mailer.dispatch.verbs import locked
from mailer.models import Issue
from mailer.models.issues import READY, REVIEWED
from staff.models import User
from staff.roles import Act, demand

NOT_LOOKING = gettext_noop("This installation looks at nothing outside (CHECK_OUTSIDE).")


@transaction.atomic
def look_again(issue_id: int, *, by: User) -> Issue:
    """Ask for links, sender and spam filter to be looked at anew, whatever was seen before."""
    issue = locked(issue_id, (*REVIEWED, *READY), wish="looked at again")
    demand(by, Act.TEST, office_id=issue.office_id)
    if not settings.CHECK_OUTSIDE:
        raise HinderedError(NOT_LOOKING)
    looking.ask(issue, anew=True)
    return issue

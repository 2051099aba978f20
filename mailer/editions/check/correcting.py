"""What a correction has to be asked, and a mail whose report was revised meanwhile."""

from __future__ import annotations

from collections.abc import Iterator

from mailer.editions.catalogue import marked
from mailer.editions.check.mail import Mail
from mailer.editions.check.registry import MAIL, WARNING, Hit, at, rule


@rule(
    "correction-same",
    WARNING,
    says=marked("This mail corrects “{title}”, but tells it in the very words that it corrects."),
    remedy=marked(
        "Bring in the corrected text in this language, too (easy language counts as one), unless "
        "nothing was wrong in it."
    ),
)
def correction_same(mail: Mail) -> Iterator[Hit]:
    """A new text in one language leaves the report's other texts as they were."""
    for title in mail.facts.unchanged:
        yield at(MAIL, title=title)


@rule(
    "revision-newer",
    WARNING,
    says=marked("“{title}” was revised since: this mail tells the older text."),
    remedy=marked(
        "An editor takes it up by “Tell the newer text” on the page of the issue; or approve the "
        "older one knowingly."
    ),
)
def revision_newer(mail: Mail) -> Iterator[Hit]:
    """A text that came in while the issue waits is not told by itself: nobody looked at it."""
    for title in mail.facts.revised:
        yield at(MAIL, title=title)

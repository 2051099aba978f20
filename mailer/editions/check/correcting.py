"""What a correction has to be asked."""

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

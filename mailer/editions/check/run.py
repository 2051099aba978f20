"""All rules over one edition."""

from __future__ import annotations

from collections.abc import Mapping

from mailer.editions.check import (  # noqa: F401  importing registers the rules
    addressing,
    alternative,
    correcting,
    duty,
    leftovers,
    legal,
    linking,
    media,
    occasions,
    outside,
    seeing,
    structure,
    wishes,
    wording,
)
from mailer.editions.check.mail import Mail
from mailer.editions.check.model import Facts, Finding
from mailer.editions.check.registry import RULES, Rule
from mailer.editions.model import Edition


def check(edition: Edition, facts: Facts | None = None) -> list[Finding]:
    """What is wrong with an edition, the worst first. Reads memory only: no network, no database.

    What has to be known from elsewhere comes as facts; without them rules say 'not checked'.
    """
    mail = Mail(edition, facts or Facts())
    found = [finding for rule in RULES.values() for finding in rule.findings(mail)]
    return sorted(found, key=lambda finding: finding.severity.rank)


def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in the order in which they look."""
    return RULES

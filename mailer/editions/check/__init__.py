"""The gate: one edition in, findings out, each with a place, words and a remedy (P29)."""

from mailer.editions.check.model import Facts, Finding, Known, Look, Period, Severity
from mailer.editions.check.run import check, rules

__all__ = ["Facts", "Finding", "Known", "Look", "Period", "Severity", "check", "rules"]

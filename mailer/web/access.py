"""The guards of staff pages, for the pages of mail."""

from staff.access import Rights, StaffRequest, View, demand_somewhere, form_page, mine, page, verb

__all__ = [
    "Rights",
    "StaffRequest",
    "View",
    "demand_somewhere",
    "form_page",
    "mine",
    "page",
    "verb",
]

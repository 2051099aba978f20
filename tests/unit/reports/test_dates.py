"""Days and spans of days in German and English."""

from __future__ import annotations

from datetime import date

import pytest

from mailer.reports.prose.dates import find_dates


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Am 19. und 20. November 2024 fand", [("2024-11-19", "2024-11-20")]),
        ("vom 30. April bis 2. Mai 2025", [("2025-04-30", "2025-05-02")]),
        ("28. Dezember bis 3. Januar 2026", [("2025-12-28", "2026-01-03")]),
        ("19. bis 21.11.2024", [("2024-11-19", "2024-11-21")]),
        ("am 5. und 19. Mai 2025", [("2025-05-05", "2025-05-05"), ("2025-05-19", "2025-05-19")]),
        ("12.03.2025, am 14.3.", [("2025-03-12", "2025-03-12"), ("2025-03-14", "2025-03-14")]),
        ("Samstag, 12. Okt. 2025, 14 bis 18 Uhr", [("2025-10-12", "2025-10-12")]),
        ("March 12–14, 2025", [("2025-03-12", "2025-03-14")]),
        ("12–14 March 2025", [("2025-03-12", "2025-03-14")]),
        ("the 1st of June 2025", [("2025-06-01", "2025-06-01")]),
        ("2025-03-01", [("2025-03-01", "2025-03-01")]),
        (
            "zwischen dem 2. Mai und dem 15. Juli 2026",
            [("2026-05-02", "2026-05-02"), ("2026-07-15", "2026-07-15")],
        ),
        ("zweimal am 1. Mai 2025 und am 1.5.2025", [("2025-05-01", "2025-05-01")]),
    ],
)
def test_dates_are_found(text: str, wanted: list[tuple[str, str]]) -> None:
    """Each day once, in the order of the text."""
    found = [(d.start.isoformat(), d.end.isoformat()) for d in find_dates(text)]
    assert found == wanted


@pytest.mark.parametrize(
    "text",
    ["Paragraf 3.4.1", "5. MPSC-Kongress", "31.02.2025", "bis Mai", "am 3. Mai"],
)
def test_other_numbers_are_no_dates(text: str) -> None:
    """Outline numbers, ordinals, days that do not exist, days without any year."""
    assert find_dates(text) == ()


def test_of_several_years_none_is_guessed() -> None:
    """'1. September' in a report that names 2022 and 2025 may mean either, or none."""
    found = find_dates("Beschluss vom 14.12.2022, seit 18.06.2025; ab 1. September gilt es.")
    assert [d.start.year for d in found] == [2022, 2025]


def test_a_year_completes_a_day_without_one() -> None:
    """The year of the report's own date."""
    assert find_dates("am 3. Mai", date(2025, 2, 1))[0].start == date(2025, 5, 3)

"""What the command line prints for people."""

from __future__ import annotations

import pytest

from config.cli.output import show_one, table


def test_columns_fit_and_numbers_stand_to_the_right() -> None:
    """A table without surprises."""
    rows = [{"name": "a", "count": 5}, {"name": "long name", "count": 1200}]
    assert table(rows).splitlines() == [
        "name       count",
        "---------  -----",
        "a              5",
        "long name   1200",
    ]


def test_a_list_takes_a_line_per_part(capsys: pytest.CaptureFixture[str]) -> None:
    """Long lists stay readable."""
    show_one({"id": 1, "parts": ["one", "two"], "none": []}, json_=False)
    assert capsys.readouterr().out.splitlines() == [
        "id     1",
        "parts  one",
        "       two",
        "none   ",
    ]

"""Every layout in every telling and language, as it was when somebody last looked at it.

After a change that is meant, look at the mails, then
`pytest tests/unit/editions/test_snapshots.py --snapshot-update`.
"""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.unit.editions.layouts import EVERY, laid_out
from tests.unit.editions.outline import outline, styles


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_a_mail_is_as_it_was(key: tuple[str, str, str], snapshot: SnapshotAssertion) -> None:
    """Issue 5: subject, text and structure of the HTML; slots stand open."""
    edition = laid_out(*key)
    told = f"{edition.subject}\n{edition.preheader}\n\n{edition.text}\n{outline(edition.html)}"
    assert told.replace("\ue000", "{").replace("\ue001", "}") == snapshot


@pytest.mark.parametrize("key", [key for key in EVERY if key[2] == "de"], ids="-".join)
def test_its_styles_are_as_they_were(
    key: tuple[str, str, str], snapshot: SnapshotAssertion
) -> None:
    """What the numbers in the outline stand for."""
    assert styles(laid_out(*key).html) == snapshot

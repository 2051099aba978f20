"""Addresses of any spelling."""

from __future__ import annotations

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given
from hypothesis import strategies as st

from subscribers.keys import AddressError, normalise


@given(
    st.from_regex(
        r"[A-Za-z0-9.'+_-]{1,12}@([A-Za-z0-9-]{1,8}\.){1,3}[a-zA-Z0-9]{1,8}", fullmatch=True
    )
)
def test_the_fast_way_decides_as_the_library_does(typed: str) -> None:
    """M14: plain addresses skip the library, and come out no different."""
    try:
        found = validate_email(
            typed, check_deliverability=False, test_environment=True, strict=True
        )
    except EmailNotValidError:
        with pytest.raises(AddressError):
            normalise(typed)
    else:
        assert normalise(typed) == f"{found.local_part}@{found.ascii_domain}"

"""Pages that are the same for everybody but for one slot: rendered once, filled for each visit."""

from __future__ import annotations

from collections.abc import Callable, Hashable

SLOT = "rundbrief-slot"
MOST = 64
Skeleton = tuple[str, str]
_kept: dict[Hashable, Skeleton] = {}


def skeleton(key: Hashable, make: Callable[[], str]) -> Skeleton:
    """What stands before and behind the slot of a page; the key says all that the page hangs on."""
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= MOST:
            _kept.clear()
        before, _, behind = make().partition(SLOT)
        found = _kept[key] = (before, behind)
    return found


def forget() -> None:
    """Render everything anew."""
    _kept.clear()

"""Pictures in mails: at most as wide as the column, with both sizes, from our own hosts only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from mailer.editions.told import Part, Passage, Picture, Told
from mailer.reports.model import Image

# A picture that is taller than wide takes no more of the screen.
_TALLEST: Final = 480


def upright(image: Image) -> bool:
    """Whether a picture is taller than wide."""
    return image.height > image.width > 0


def fitting(image: Image, width: int) -> tuple[int, int]:
    """Width and height to show a picture at, in a column of `width` pixels; 0 if unknown."""
    if not image.width or not image.height:
        return width, 0
    most = _TALLEST * image.width // image.height if upright(image) else width
    shown = max(1, min(image.width, width, most))
    return shown, max(1, round(image.height * shown / image.width))


def own_images(told: Told, addresses: Iterable[str]) -> tuple[Told, tuple[Image, ...]]:
    """The edition without pictures from hosts other than those of `addresses` (M68).

    Returns it with the pictures left out; a third party's server learns of no reader.
    """
    hosts = {urlsplit(address).netloc.lower() for address in addresses if address}
    gone: dict[str, Image] = {}

    def keeps(block: object) -> bool:
        if isinstance(block, Image) and urlsplit(block.src).netloc.lower() not in hosts:
            gone.setdefault(block.src, block)
            return False
        return True

    parts: list[Part] = []
    for part in told.parts:
        if isinstance(part, Passage):
            parts.append(replace(part, blocks=tuple(filter(keeps, part.blocks))))
        elif not isinstance(part, Picture) or keeps(part.image):
            parts.append(part)
    return replace(told, parts=tuple(parts)), tuple(gone.values())

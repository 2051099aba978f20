"""Pictures in mails: at most as wide as the column, with both sizes, from our own hosts only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from mailer.editions.told import Passage, Told
from mailer.reports.model import Block, Image


def fitting(image: Image, width: int) -> tuple[int, int]:
    """Width and height to show a picture at, in a column of `width` pixels; 0 if unknown."""
    if not image.width or not image.height:
        return width, 0
    shown = min(image.width, width)
    return shown, max(1, round(image.height * shown / image.width))


def own_images(told: Told, addresses: Iterable[str]) -> tuple[Told, tuple[Image, ...]]:
    """The edition without pictures from hosts other than those of `addresses` (M68).

    Returns it with the pictures left out; a third party's server learns of no reader.
    """
    hosts = {urlsplit(address).netloc.lower() for address in addresses if address}
    gone: list[Image] = []

    def keeps(block: Block) -> bool:
        foreign = isinstance(block, Image) and urlsplit(block.src).netloc.lower() not in hosts
        if foreign and isinstance(block, Image):
            gone.append(block)
        return not foreign

    parts = tuple(
        replace(part, blocks=tuple(b for b in part.blocks if keeps(b)))
        if isinstance(part, Passage)
        else part
        for part in told.parts
    )
    return replace(told, parts=parts), tuple(gone)

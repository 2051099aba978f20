"""Pictures of reports move to our own host: fetched once, re-encoded, under permanent addresses.

Mails show pictures from the installation's own host only (M68), so that no third party learns of
readers; re-encoding drops EXIF and whatever else a file may carry (S35).
"""

from __future__ import annotations

import hashlib
import io
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from mailer.models import Media
from mailer.reports import model as value
from mailer.reports.errors import ReportError
from mailer.reports.fetch import fetch

MOST = 20
WIDEST, HIGHEST = 1200, 2400
MAX_PIXELS = 40_000_000
MAX_BYTES = 1_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
FOLDER = "media/"


class PictureError(ValueError):
    """Bytes that are no picture, or one that is too large."""


def adopt(report: value.Report, *, allow_hosts: frozenset[str] = frozenset()) -> value.Report:
    """The report with its pictures on our own host.

    One that cannot be had keeps its address; one inside the document that is none goes.
    """
    left = [MOST]

    def owned(section: value.Section) -> value.Section:
        found = (_block(block, allow_hosts=allow_hosts, left=left) for block in section.blocks)
        return replace(section, blocks=tuple(block for block in found if block is not None))

    return replace(report, sections=tuple(owned(section) for section in report.sections))


def store(data: bytes) -> Media:
    """Keep a picture: upright, at most 1200 pixels wide and 1 MB, without EXIF.

    Raises PictureError for what is no JPEG, PNG, WebP or GIF, or has more than 40 megapixels.
    """
    picture = _open(data)
    picture.thumbnail((WIDEST, HIGHEST))
    encoded, suffix, (width, height) = _encode(picture)
    digest = hashlib.sha256(encoded).hexdigest()
    known = Media.objects.filter(sha256=digest).first()
    if known is not None:
        return known
    name = default_storage.save(f"{FOLDER}{digest[:2]}/{digest}{suffix}", ContentFile(encoded))
    media, _ = Media.objects.get_or_create(
        sha256=digest, defaults={"file": name, "width": width, "height": height}
    )
    return media


def address(media: Media) -> str:
    """Where the picture stands for good; the storage behind it may change."""
    place = reverse("media", args=[str(media.file.name).removeprefix(FOLDER)])
    return f"{settings.SITE_URL}{place}"


def _block(
    block: value.Block, *, allow_hosts: frozenset[str], left: list[int]
) -> value.Block | None:
    if not isinstance(block, value.Image):
        return block
    otherwise = None if block.src.startswith("data:") else block
    if left[0] == 0:
        return otherwise
    left[0] -= 1
    try:
        media = store(_bytes(block.src, allow_hosts))
    except (PictureError, ReportError):
        return otherwise
    return replace(block, src=address(media), width=media.width, height=media.height)


def _bytes(src: str, allow_hosts: frozenset[str]) -> bytes:
    """From a data: address (RFC 2397) or from the web, under the rules for sources (S17)."""
    if not src.startswith("data:"):
        return fetch(src, allow_hosts=allow_hosts, pictures=True).data
    head, _, body = src.partition(",")
    return b64decode(body) if head.endswith(";base64") else unquote_to_bytes(body)


def _open(data: bytes) -> Pillow.Image:
    try:
        picture = Pillow.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS:
            raise PictureError("more than 40 megapixels")
        return ImageOps.exif_transpose(picture)
    except (UnidentifiedImageError, OSError, SyntaxError, Pillow.DecompressionBombError) as error:
        raise PictureError(str(error)) from error


def _encode(picture: Pillow.Image) -> tuple[bytes, str, tuple[int, int]]:
    """A file that is small enough, its suffix, and the width and height that it took for that."""
    picture = _without_palette(picture)
    while True:
        suffix, tries = _tries(picture)
        for encoded in tries:
            if len(encoded) <= MAX_BYTES:
                return encoded, suffix, picture.size
        picture = picture.reduce(2)


def _without_palette(picture: Pillow.Image) -> Pillow.Image:
    """With an alpha channel only where something shows through."""
    if "A" in picture.getbands() or "transparency" in picture.info:
        clear = picture.convert("RGBA")
        if clear.getchannel("A").getextrema() != (255, 255):
            return clear
    return picture.convert("RGB")


def _tries(picture: Pillow.Image) -> tuple[str, Iterator[bytes]]:
    """PNG where there is transparency, else JPEG, ever coarser."""
    if picture.mode == "RGBA":
        return ".png", iter([_save(picture, "PNG", optimize=True)])
    qualities = (85, 75, 60, 45)
    return ".jpg", (_save(picture, "JPEG", quality=q, progressive=True) for q in qualities)


def _save(picture: Pillow.Image, format_: str, **options: object) -> bytes:
    """Encoded anew: no EXIF, no profile, no comment comes along."""
    picture.info.clear()
    target = io.BytesIO()
    picture.save(target, format_, **options)
    return target.getvalue()

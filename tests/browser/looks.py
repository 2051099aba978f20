"""Two pictures of a mail, compared as eyes compare them: coarse, and with a stated tolerance.

Both are halved, so that the edges of letters, which every build of a browser smooths in its own
way, weigh little. A point differs where one of its colours is more than `POINT` of 255 apart;
pictures differ where more than `SHARE` of their points do, or their heights by `HEIGHT` pixels.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

POINT: Final = 56
SHARE: Final = 0.005
HEIGHT: Final = 3
_COLOURS: Final = 64


def small(png: bytes) -> Image.Image:
    """A screenshot at half its size."""
    shot = Image.open(io.BytesIO(png)).convert("RGB")
    return shot.resize((shot.width // 2, shot.height // 2), Image.Resampling.BOX)


def keep(picture: Image.Image, path: Path) -> None:
    """A baseline, with as few colours as it needs."""
    path.parent.mkdir(exist_ok=True)
    picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)


def difference(now: Image.Image, path: Path) -> tuple[float, Image.Image]:
    """The share of points that differ from a baseline, and where: what differs is white."""
    before = Image.open(path).convert("RGB")
    if now.width != before.width or abs(now.height - before.height) * 2 > HEIGHT:
        return 1.0, now
    size = (now.width, min(now.height, before.height))
    one, other = (picture.crop((0, 0, *size)) for picture in (now, before))
    channels = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    apart = most.point([0] * (POINT + 1) + [255] * (255 - POINT))
    return apart.histogram()[255] / (size[0] * size[1]), apart

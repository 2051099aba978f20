"""caniemail's data, cut down to the newest answer for each mail program that we look at.

Renew it: `npm pack caniemail`, unpack, `python -m tests.vendor.prune package/data/caniemail.json`;
then version and SHA-256 in manifest.json.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

TARGET: Final = Path(__file__).parent / "caniemail" / "caniemail.json"
FAMILIES: Final = (
    *("apple-mail", "gmail", "gmx", "outlook", "t-online-de", "thunderbird", "web-de"),
)


def pruned(data: dict[str, Any]) -> dict[str, dict[str, str]]:
    """By feature and program: y (yes), a (partly), n (no), u (unknown)."""
    return {
        feature["slug"]: {
            f"{family}.{platform}": list(answers.values())[-1][0]
            for family in FAMILIES
            for platform, answers in sorted(feature["stats"].get(family, {}).items())
            if answers
        }
        for feature in sorted(data["data"], key=lambda one: str(one["slug"]))
        if feature["category"] in {"css", "html"}
    }


if __name__ == "__main__":
    found = pruned(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    lines = ",\n".join(f"{json.dumps(k)}:{json.dumps(v)}" for k, v in found.items())
    TARGET.write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")

"""Settings from the environment, read by small typed helpers; `NAME_FILE` names a secret's file."""

from __future__ import annotations

import json
import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit


class EnvError(Exception):
    """A setting that cannot be understood: names the setting, the fault and the remedy."""


class Key(NamedTuple):
    """One key of a ring: an id that is stored with what it made, and 32 secret bytes."""

    id: str
    secret: bytes


def text(name: str, default: str = "") -> str:
    """The value of NAME, or the stripped content of the file that NAME_FILE names."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            message = f"{name}_FILE: {path} cannot be read ({error.strerror})."
            raise EnvError(message) from error
    return os.environ.get(name, default)


def family(name: str) -> dict[str, str]:
    """The settings NAME_XYZ and NAME_XYZ_FILE as {'xyz': value}; hyphens are written as '_'."""
    found = (re.fullmatch(rf"{name}_([A-Z0-9_]+?)(?:_FILE)?", key) for key in os.environ)
    suffixes = {match[1] for match in found if match and match[1] != "FILE"}
    return {word.lower().replace("_", "-"): text(f"{name}_{word}") for word in sorted(suffixes)}


def flag(name: str, *, default: bool) -> bool:
    """Yes or no: 1, true, yes, on; 0, false, no, off or nothing."""
    value = text(name).strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise EnvError(f"{name}: '{value}' is neither yes nor no. Write 1 or 0.")


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name) or str(default)
    try:
        return int(value)
    except ValueError as error:
        raise EnvError(f"{name}: '{value}' is not a whole number.") from error


def share(name: str, default: float) -> float:
    """A part of a whole in per cent, such as 0.3."""
    value = text(name) or str(default)
    try:
        found = float(value)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 100:
        raise EnvError(f"{name}: '{value}' is no number from 0 to 100.")
    return found


def words(name: str, default: str = "") -> list[str]:
    """A list, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def table(name: str) -> dict[str, object]:
    """Names and values, written as a JSON object."""
    try:
        found = json.loads(text(name) or "{}")
    except ValueError as error:
        raise EnvError(f"{name}: write a JSON object, such as {{}}.") from error
    if not isinstance(found, dict):
        raise EnvError(f"{name}: write a JSON object, such as {{}}.")
    return found


def ring(name: str) -> tuple[Key, ...]:
    """A key ring `id:base64url[,id:base64url...]`; the first key makes, all of them check."""
    return tuple(_key(name, entry) for entry in words(name))


def _key(name: str, entry: str) -> Key:
    key_id, _, encoded = entry.partition(":")
    try:
        secret = urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    except ValueError:
        secret = b""
    if not key_id or len(secret) < 32:
        message = (
            f"{name}: each key is written id:base64url with 32 bytes or more. "
            "'rundbrief doctor --keys' makes a set."
        )
        raise EnvError(message)
    return Key(key_id, secret)


def database(url: str) -> Mapping[str, object]:
    """Django's database settings from postgresql://user:password@host:port/name?host=/socket."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgresql", "postgres"}:
        message = "DATABASE_URL: Rundbrief needs PostgreSQL (postgresql://user:pass@host/name)."
        raise EnvError(message)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": query,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }

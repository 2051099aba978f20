"""The secrets of a local installation, made once and kept in a folder closed to others."""

import os
import secrets
from base64 import urlsafe_b64encode
from pathlib import Path

RINGS = ("TOKEN_KEYS", "ADDRESS_KEYS", "VAULT_KEYS")
"""Key rings: `id:base64url of 32 bytes`, separated by commas, the first one active."""


def keys(folder: Path) -> dict[str, str]:
    """Environment entries NAME_FILE for SECRET_KEY and the rings; missing files are made."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    fresh = {"SECRET_KEY": secrets.token_urlsafe(50)} | {name: ring() for name in RINGS}
    for name, value in fresh.items():
        _keep(folder / name, value)
    return {f"{name}_FILE": str((folder / name).absolute()) for name in fresh}


def ring() -> str:
    """A new ring of one key."""
    return f"k1:{urlsafe_b64encode(secrets.token_bytes(32)).decode()}"


def _keep(path: Path, value: str) -> None:
    """Write under another name first: a half-written key would lock everybody out for good."""
    if path.exists():
        return
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123
        file.write(f"{value}\n")
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)

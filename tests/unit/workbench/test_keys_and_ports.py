"""Keys are made once and kept from others; ports stay the same where they can."""

import json
from base64 import urlsafe_b64decode
from pathlib import Path

from workbench.keys import RINGS, keys
from workbench.ports import HOST, free, port


def test_keys_survive_a_second_run(tmp_path: Path) -> None:
    """Invariant 12: links in mails already sent work after a restart."""
    before = {name: Path(path).read_text() for name, path in keys(tmp_path / "keys").items()}
    after = {name: Path(path).read_text() for name, path in keys(tmp_path / "keys").items()}
    assert before == after
    assert set(before) == {f"{name}_FILE" for name in ("SECRET_KEY", *RINGS)}


def test_keys_are_closed_to_others(tmp_path: Path) -> None:
    """S33: secrets stand in files that their owner alone may read."""
    found = keys(tmp_path / "keys")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert {Path(path).stat().st_mode & 0o777 for path in found.values()} == {0o600}


def test_rings_differ_and_hold_32_bytes(tmp_path: Path) -> None:
    """S9: keys of 256 bits, one ring for each purpose."""
    found = keys(tmp_path / "keys")
    rings = [Path(found[f"{name}_FILE"]).read_text().strip() for name in RINGS]
    assert len(set(rings)) == 3
    for ring in rings:
        key_id, _, encoded = ring.partition(":")
        assert key_id == "k1"
        assert len(urlsafe_b64decode(encoded)) == 32


def test_the_port_of_the_last_run_comes_first(tmp_path: Path) -> None:
    record = tmp_path / "ports.json"
    first = port(record, "web", preferred=0)
    assert port(record, "web", preferred=1) == first
    assert json.loads(record.read_text()) == {"web": first}


def test_a_taken_port_is_not_chosen(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert not free(number)
        assert port(tmp_path / "ports.json", "web", preferred=number) != number


def test_a_broken_record_is_forgotten(tmp_path: Path) -> None:
    record = tmp_path / "ports.json"
    record.write_text('{"web": ')
    assert port(record, "web", preferred=0) > 0

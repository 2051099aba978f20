"""Procfiles are read whole or refused with the line's number."""

import ast
import re
from pathlib import Path

import pytest

from workbench.procfile import ProcfileError, read

ROOT = Path(__file__).resolve().parents[3]


def test_ours_names_the_processes_of_the_containers() -> None:
    """Every process of the Procfile runs in a service of the compose file, by the same name."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    for name in read(ROOT / "Procfile"):
        assert f'command: ["python", "-m", "workbench.procfile", "{name}"]' in compose


def test_every_queue_has_a_worker() -> None:
    """No queue of Celery's is left without a worker in the Procfile."""
    commands = " ".join(read(ROOT / "Procfile").values())
    served = [
        name for found in re.findall(r"--queues (\S+)", commands) for name in found.split(",")
    ]
    tree = ast.parse((ROOT / "config" / "celery.py").read_text(encoding="utf-8"))
    named = {
        t.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for t in node.targets
        if isinstance(t, ast.Name)
    }
    assert sorted(served) == sorted(ast.literal_eval(named["QUEUES"]))


def test_comments_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    procfile = tmp_path / "Procfile"
    procfile.write_text("# what\n\nweb: run --port 1\nbeat:tick\n")
    assert read(procfile) == {"web": "run --port 1", "beat": "tick"}


@pytest.mark.parametrize("line", ["web", "web:", "two words: run", "beat: again"])
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    procfile = tmp_path / "Procfile"
    procfile.write_text(f"beat: tick\n{line}\n")
    with pytest.raises(ProcfileError, match="line 2"):
        read(procfile)

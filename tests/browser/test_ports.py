"""tests/ports.py: what one process has reserved, nobody else gets."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests import ports
from tests.conftest import ROOT

FEW = range(19_000, 19_050)
# Takes all that it can get, and keeps it until it is spoken to.
GREEDY = f"""
from tests import ports

ports.CANDIDATES = {FEW!r}
try:
    while True:
        print(ports.reserve(), end=" ")
except RuntimeError:
    print(flush=True)
input()
"""


def all_of(candidates: range, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Reserve all that there is."""
    monkeypatch.setattr(ports, "CANDIDATES", candidates)
    found: set[int] = set()
    with pytest.raises(RuntimeError, match="There are no 1 free ports in a row"):
        while True:
            found.add(ports.reserve())
    return found


def test_a_port_belongs_to_one_process_until_that_ends(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # With locks of its own, so that this test takes nothing from a copy of itself.
    with (tmp_path / f"test-ports-{os.getuid()}").open("a") as locks:
        monkeypatch.setattr(ports, "_locks", locks)
        with subprocess.Popen(
            [sys.executable, "-c", GREEDY],
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(tmp_path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as other:
            theirs = set(map(int, other.stdout.readline().split()))
            assert theirs
            assert not theirs & all_of(FEW, monkeypatch)
            other.communicate("go\n", timeout=60)
        assert theirs & all_of(FEW, monkeypatch)


def test_ports_in_a_row_are_all_reserved(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ports.reserve(5)
    assert all_of(range(first, first + 5), monkeypatch) == set()


def test_a_port_at_which_a_program_listens_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as program:
        program.bind(("127.0.0.1", 0))
        program.listen()
        port = program.getsockname()[1]
        assert all_of(range(port, port + 1), monkeypatch) == set()

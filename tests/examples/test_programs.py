"""examples/programs.py: which part of Airflow has ended."""

from __future__ import annotations

import sys
from unittest.mock import Mock

import psutil
import pytest

from programs import Program


def test_a_part_is_named_though_it_has_no_arguments_any_more_when_it_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = Program("test", "Airflow", [sys.executable, "-c", "import time; time.sleep(600)"], {})
    part = Mock(pid=1)
    monkeypatch.setattr(psutil, "Process", lambda pid: Mock(children=lambda: [part]))
    try:
        seen = [("sleeping", ["airflow", "scheduler"]), ("running", []), (psutil.STATUS_ZOMBIE, [])]
        said = []
        for status, arguments in seen:
            part.status.return_value, part.cmdline.return_value = status, arguments
            said.append(program.lost())
        assert said == ["", "", "Airflow's scheduler has ended by itself."]
    finally:
        program.process.kill()
        program.process.wait()

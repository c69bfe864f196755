"""`make airflow` after it was killed, and when it is stopped."""

from __future__ import annotations

import signal
from pathlib import Path

import psutil
import pytest

from tests.examples.running import launch, start, started, stop

pytestmark = pytest.mark.waits


def test_after_everything_was_killed_it_starts_with_its_runs_and_ctrl_c_leaves_nothing(tmp_path: Path) -> None:
    first = start(tmp_path / ".airflow")
    try:
        run = first.trigger("first_pipeline")
        assert first.finished("first_pipeline", run) == "success"
        left = started(first)[1:]
        first.process.kill()  # and with it nothing that it has started
        first.process.wait()
        second = launch(tmp_path / ".airflow", first.port)
        try:
            second.says("Ended what was left of an Airflow that was killed.")
            second.says("Ctrl-C stops it.")
            assert psutil.wait_procs(left, timeout=10)[1] == []
            assert run in [found["dag_run_id"] for found in second.runs("first_pipeline")]
            programs = started(second)
            second.process.send_signal(signal.SIGINT)
            assert second.process.wait(60) == 0, second.said
            second.says("Stopped.")
            assert "Traceback" not in second.said
            assert psutil.wait_procs(programs, timeout=10)[1] == []
            assert not (tmp_path / ".airflow" / "running.json").exists()
        finally:
            stop(second)
    finally:
        for program in started(first) if first.process.poll() is None else []:
            program.kill()

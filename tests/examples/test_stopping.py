"""`make airflow` when something dies, and when it is stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.examples.running import Standalone, launch, start, stop, until


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """A running Airflow whose parts are killed."""
    airflow = start(tmp_path_factory.mktemp("victim") / ".airflow")
    try:
        yield airflow
    finally:
        stop(airflow)


def started(airflow: Standalone) -> list[psutil.Process]:
    """Return every program that runs for an Airflow, itself included."""
    own = psutil.Process(airflow.process.pid)
    return [own, *(child for child in own.children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE)]


def kill(airflow: Standalone, word: str) -> None:
    """Kill the one program that was started with a word among its arguments."""
    found = [program for program in started(airflow)[1:] if any(part.endswith(word) for part in program.cmdline())]
    # A task is a fork of the scheduler, and may have its arguments: the oldest is the one.
    min(found, key=psutil.Process.create_time).kill()


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("scheduler", "Airflow's scheduler has ended by itself."),
        ("standalone", "Airflow has ended by itself (signal SIGKILL)."),
        ("bin/postgres", "The database has ended by itself (signal SIGKILL)."),
        ("academy_bot.py", "The bot has ended by itself (signal SIGKILL)."),
        ("practice_slack.py", "The practice Slack has ended by itself (signal SIGKILL)."),
    ],
)
def test_what_is_killed_is_named_at_once_and_started_again(victim: Standalone, word: str, said: str) -> None:
    before = len(victim.said)
    kill(victim, word)
    victim.says(f"{said}\nStarting it again …", before)
    assert "Traceback" not in victim.said
    if word in ("scheduler", "standalone", "bin/postgres"):
        victim.says("Airflow runs again.", before)
    else:
        until(lambda: len([p for p in started(victim) if any(part.endswith(word) for part in p.cmdline())]) == 1, word)
    assert victim.process.poll() is None, victim.said
    assert victim.finished("first_pipeline", victim.trigger("first_pipeline")) == "success"


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

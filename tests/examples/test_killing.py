"""`make airflow` when a part of it, or all of it, is killed, and when it is stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import psutil
import pytest

from tests.examples.running import Standalone, launch, programs, start, started, stop, until

pytestmark = pytest.mark.waits


@pytest.fixture(scope="module")
def victims(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Standalone]]:
    """The Airflow of each start, in one home; the last one runs or has been stopped by a test."""
    found = [start(tmp_path_factory.mktemp("victim") / ".airflow")]
    try:
        yield found
    finally:
        for airflow in found:
            stop(airflow)


@pytest.fixture
def victim(victims: list[Standalone]) -> Standalone:
    """A running Airflow whose parts are killed."""
    if victims[-1].process.poll() is not None:
        victims.append(start(victims[0].home))
    return victims[-1]


def kill(airflow: Standalone, word: str) -> None:
    """Kill the one program that was started with a word among its arguments."""
    # A task is a fork of the scheduler, and may have its arguments: the oldest is the one.
    min(programs(airflow, word), key=psutil.Process.create_time).kill()


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
        assert victim.finished("first_pipeline", victim.trigger("first_pipeline")) == "success"
    else:
        until(lambda: len(programs(victim, word)) == 1, word)
    assert victim.process.poll() is None, victim.said


def test_after_everything_was_killed_it_starts_with_its_runs_and_ctrl_c_leaves_nothing(
    victims: list[Standalone], victim: Standalone
) -> None:
    run = victim.trigger("first_pipeline")
    assert victim.finished("first_pipeline", run) == "success"
    left = started(victim)[1:]
    victim.process.kill()  # and with it nothing that it has started
    victim.process.wait()
    second = launch(victim.home, victim.port)
    victims.append(second)
    second.says("Ended what was left of an Airflow that was killed.")
    second.says("Ctrl-C stops it.")
    assert psutil.wait_procs(left, timeout=10)[1] == []
    assert run in [found["dag_run_id"] for found in second.runs("first_pipeline")]
    everything = started(second)
    second.process.send_signal(signal.SIGINT)
    assert second.ends() == 0, second.said
    second.says("Stopped.")
    assert "Traceback" not in second.said
    assert psutil.wait_procs(everything, timeout=10)[1] == []
    assert not (second.home / "running.json").exists()

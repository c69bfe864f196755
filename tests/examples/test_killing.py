"""`make airflow` when a part of it is killed."""

from __future__ import annotations

from collections.abc import Iterator

import psutil
import pytest

from tests.examples.running import Standalone, start, started, stop, until

pytestmark = pytest.mark.waits


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """A running Airflow whose parts are killed."""
    airflow = start(tmp_path_factory.mktemp("victim") / ".airflow")
    try:
        yield airflow
    finally:
        stop(airflow)


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

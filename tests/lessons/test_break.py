"""`make break`: a broken pipeline in a running Airflow, from what is observed to its repair."""

from __future__ import annotations

import os
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from course.model import SHELL
from course.read import read_page
from tests.examples.running import INSTALLED, ROOT, Standalone, launch, start, started, stop, until

pytestmark = pytest.mark.waits

NAME = "oven_plan"
BAKES = {"bake_rye", "bake_rolls", "bake_cake"}
OPTIONS = shlex.join(INSTALLED)


@pytest.fixture
def broken(tmp_path: Path) -> Iterator[Standalone]:
    """The pipeline whose pool has no slot, in a running Airflow."""
    airflow = start(tmp_path / "a folder" / ".airflow", fault=NAME)
    try:
        yield airflow
    finally:
        stop(airflow)


def states(broken: Standalone) -> dict[str, set[str | None]]:
    """Return the states of each task in all runs."""
    found: dict[str, set[str | None]] = {}
    for ti in broken.request(f"/api/v2/dags/{NAME}/dagRuns/~/taskInstances?limit=100")["task_instances"]:
        found.setdefault(ti["task_id"], set()).add(ti["state"])
    return found


def test_a_pipeline_without_a_slot_waits_until_a_learner_mends_it(broken: Standalone) -> None:
    assert "the dough is mixed, and then nothing happens" in " ".join(broken.said.split())
    folder = broken.home.parent / "broken" / NAME
    assert f"  The pipeline   {folder}\n" in broken.said
    assert [path.name for path in folder.iterdir()] == [f"{NAME}.py"]
    assert not (broken.home.parent / "my_dags").exists(), "this is not the learner's usual place"
    [listed] = broken.request("/api/v2/dags")["dags"]
    assert (listed["dag_id"], listed["is_paused"], listed["tags"]) == (NAME, False, [])

    until(lambda: all(states(broken).get(bake) == {"scheduled"} for bake in BAKES), "tasks that the scheduler knows")
    pool = broken.request("/api/v2/pools/ovens")
    assert (pool["slots"], pool["scheduled_slots"]) == (0, 6)
    assert states(broken)["mix"] == {"success"}

    second = launch(broken.home, broken.port, fault=NAME)
    assert second.ends() != 0
    second.says("Stop it with Ctrl-C in its terminal.")
    another = launch(broken.home, broken.port, fault="milk_order")
    assert another.ends() != 0
    another.says(f"Port {broken.port}, for Airflow, is taken by another program.")
    another.says("make break FAULT=milk_order PORT=")
    usual = broken.command("./airflow dags list")
    assert usual.stderr.endswith("wait for its address: make airflow\n")

    solution = read_page(ROOT / "faults" / NAME / "solution.md", ROOT)
    for code in solution.codes:
        if code.language in SHELL:
            typed = broken.command(code.text)
            assert typed.returncode == 0, typed.stderr
    until(lambda: set.union(*states(broken).values()) == {"success"}, "the end of all tasks")
    done = broken.command(f"make check FAULT={NAME} {OPTIONS}")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "Mended."), done.stdout + done.stderr

    everything = started(broken)
    os.killpg(broken.process.pid, signal.SIGINT)  # Ctrl-C
    broken.ends()
    broken.says("Stopped.")
    assert "Traceback" not in broken.said
    assert psutil.wait_procs(everything, timeout=10)[1] == []
    stopped = broken.command(f"make check FAULT={NAME} {OPTIONS}")
    assert stopped.stderr.splitlines()[0].endswith(f"wait for its address: make break FAULT={NAME}")

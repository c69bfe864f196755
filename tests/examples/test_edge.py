"""`make airflow EXECUTOR=edge`: Airflow runs no task itself, and a worker that is started beside it does."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.examples.running import PATIENCE, ROOT, Standalone, environment, start, stop, until

pytestmark = pytest.mark.waits


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """An Airflow that waits for workers."""
    airflow = start(tmp_path_factory.mktemp("edge") / ".airflow", edge=True)
    try:
        yield airflow
    finally:
        stop(airflow)


@contextmanager
def worker(airflow: Standalone, name: str) -> Iterator[None]:
    """A worker, as a learner starts it in another terminal, and stops it with Ctrl-C."""
    with (airflow.home / f"{name}.log").open("w") as log:
        process = subprocess.Popen(
            [ROOT / "airflow", "edge", "worker", "--edge-hostname", name],
            env=environment(airflow.home),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)  # it ends what it has begun


def test_tasks_wait_for_a_worker_that_runs_them(edge: Standalone) -> None:
    # What was due this morning waits first, so that it need not wait for the other DAGs' tasks too.
    run_id = until(lambda: edge.runs("first_pipeline"), "the run that was due")[-1]["dag_run_id"]
    path = f"/api/v2/dags/first_pipeline/dagRuns/{run_id}/taskInstances"

    def seen(key: str) -> dict[str, str]:
        return {found["task_id"]: found[key] for found in edge.request(path)["task_instances"]}

    until(lambda: seen("state").get("extract") in ("scheduled", "queued"), "a task that waits for a worker")
    with worker(edge, "second"):
        assert edge.finished("first_pipeline", run_id) == "success"
    assert seen("hostname") == dict.fromkeys(("extract", "transform", "load"), "second")
    logs = (edge.home / "logs" / "dag_id=first_pipeline" / f"run_id={run_id}").rglob("*.log")
    assert [log.read_text(encoding="utf-8").count("Pre Execute") for log in logs] == [1, 1, 1]

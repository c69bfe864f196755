"""`make airflow EXECUTOR=edge`: Airflow runs no task itself, and a worker that a learner starts beside it does."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.model import SHELL, Code
from course.read import read_page
from tests.examples.running import PATIENCE, ROOT, Standalone, environment, start, started, stop
from tests.lessons.test_walkthrough import Reader

pytestmark = pytest.mark.waits

LESSON, SECTION = "keep-it-running/good-dags.md", "a-second-worker"


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """An Airflow that waits for workers."""
    airflow = start(tmp_path_factory.mktemp("edge") / ".airflow", edge=True)
    try:
        yield airflow
    finally:
        stop(airflow)


@pytest.fixture
def lesson() -> list[Code]:
    """What the lesson lets one type, and what it shows below."""
    page = read_page(ROOT / "docs" / LESSON, ROOT)
    [lines] = [range(*page.section(heading)) for heading in page.headings if heading.id == SECTION]
    return [code for code in page.codes if code.line in lines]


def _keep_busy(edge: Standalone) -> None:
    """Let the API server answer nothing for longer than 20 s, after which a worker's request was too old for it."""
    [server] = [program for program in started(edge) if program.name().startswith("airflow api_server")]
    server.suspend()
    time.sleep(30)
    server.resume()


def test_tasks_wait_for_a_worker_that_runs_them(edge: Standalone, lesson: list[Code], tmp_path: Path) -> None:
    assert lesson.pop(0).text == "make airflow EXECUTOR=edge\n"  # as `edge` was started

    def seen(key: str) -> dict[str, str]:
        run = "/api/v2/dags/first_pipeline/dagRuns/elsewhere"
        return {task["task_id"]: task[key] for task in edge.request(f"{run}/taskInstances")["task_instances"]}

    reader, worker = Reader(edge), None
    try:
        while lesson:
            code = lesson.pop(0)
            assert code.language in SHELL
            if code.text.startswith("./airflow edge worker"):
                assert seen("state")["extract"] in ("scheduled", "queued")
                with (tmp_path / "worker.log").open("w") as log:
                    worker = subprocess.Popen(
                        code.text.split(), cwd=ROOT, env=environment(edge.home), stdout=log, stderr=subprocess.STDOUT
                    )
            else:
                shown = lesson.pop(0).text if lesson and lesson[0].language == "text" else ""
                reader.type(LESSON, code, shown)
    finally:
        if worker:
            worker.send_signal(signal.SIGINT)  # Ctrl-C
            worker.wait(PATIENCE)  # it ends what it has begun
            print((tmp_path / "worker.log").read_text(encoding="utf-8"))  # pytest shows it if the test fails
    assert worker
    assert seen("hostname") == dict.fromkeys(("extract", "transform", "load"), "second")
    logs = list((edge.home / "logs" / "dag_id=first_pipeline" / "run_id=elsewhere").rglob("*.log"))
    assert [log.read_text(encoding="utf-8").count("Pre Execute") for log in logs] == [1, 1, 1]

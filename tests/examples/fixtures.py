"""A fresh Airflow home for each test process, sample data that is fresh for each test, and a Slack that can fail."""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Before anything imports the places of the examples.
os.environ["COURSE_HOME"] = str(Path(tempfile.mkdtemp(prefix="course-")).resolve() / ".airflow")

import dag_files
import run as runner
import sample_data
from apps.practice_slack import Handler, PracticeSlack
from include.places import DATA, HOME, PRODUCTION
from include.warehouse import warehouse

if TYPE_CHECKING:
    from airflow.sdk import DAG

ROOT = Path(__file__).parents[2]
# The clock of the tests stands still, so that no midnight can pass between two steps of one.
TODAY = date(2027, 3, 1)
DAY = TODAY - timedelta(days=1)  # on which a run works unless a test says otherwise
PLACE = HOME.parent
DAG_IDS = tuple(sorted(dag_files.known()))


@pytest.hookimpl(tryfirst=True)  # before what xdist itself says
def pytest_xdist_auto_num_workers() -> int:
    """Return a process more than there are cores: the tests of a running Airflow wait for it most of the time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with a file that waits and one that computes in turn, so that neither cores nor Airflows stand idle; and
    with the long ones of each, so that the last ones to end are short.
    """
    files: dict[Path, list[pytest.Item]] = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    ordered = sorted(files.values(), key=lambda file: (_is(file, "long"), len(file)), reverse=True)
    waiting = [file for file in ordered if _is(file, "waits")]
    computing = [file for file in ordered if not _is(file, "waits")]
    items[:] = chain.from_iterable(chain.from_iterable(zip_longest(waiting, computing, fillvalue=[])))


def _is(file: list[pytest.Item], marker: str) -> bool:
    return file[0].get_closest_marker(marker) is not None


@pytest.fixture(scope="session", autouse=True)
def _home() -> Iterator[None]:
    yield
    shutil.rmtree(PLACE)


class FaultySlack(PracticeSlack):
    """A practice Slack that answers the next calls of its Web API as it is told to."""

    def __init__(self) -> None:
        """Listen on a free port."""
        super().__init__(port=0, token="token", signing_secret="secret", bot_url="")
        self.RequestHandlerClass = _FaultyHandler
        self.calls = 0
        self.faults: list[Callable[[_FaultyHandler], None]] = []

    @property
    def url(self) -> str:
        """The address of its Web API."""
        return f"http://127.0.0.1:{self.server_port}/api/"

    def fail(self, error: str, status: int = 200) -> None:
        """Refuse the next call, as Slack does: with an error in JSON."""
        self.faults.append(lambda handler: handler.answer(status, {"ok": False, "error": error}))

    def limit_rate(self, seconds: int) -> None:
        """Ask the next caller to wait."""
        headers = {"Retry-After": str(seconds)}
        self.faults.append(lambda handler: handler.answer(429, {"ok": False, "error": "ratelimited"}, headers))

    def be_slow(self, seconds: float) -> None:
        """Answer the next call late, without posting."""

        def answer_late(handler: _FaultyHandler) -> None:
            time.sleep(seconds)
            handler.answer(200, {"ok": True})

        self.faults.append(answer_late)

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a caller who did not wait."""


class _FaultyHandler(Handler):
    server: FaultySlack

    def do_POST(self) -> None:
        self.server.calls += 1
        if not self.server.faults:
            super().do_POST()
            return
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.faults.pop(0)(self)

    def answer(self, status: int, answer: dict, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | (headers or {})).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def slack(monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultySlack]:
    """A Slack on this machine, to which the Connection leads; it waits one second for an answer."""
    with FaultySlack() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        extra = {"base_url": server.url, "timeout": 1}
        connection = json.dumps({"conn_type": "slack", "password": server.token, "extra": extra})
        monkeypatch.setenv("AIRFLOW_CONN_SLACK_API_DEFAULT", connection)
        yield server
        server.shutdown()


@pytest.fixture(scope="session")
def airflow() -> None:
    """Airflow in this process, with a new database."""
    runner.load_airflow("http://127.0.0.1:9/api/", "no token")


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Return a function that sets the clock of the examples, and makes the sample data as it is on a new machine."""

    def begin_anew(today: date) -> None:
        monkeypatch.setattr(sample_data, "today", lambda: today)
        make_world(today)

    return begin_anew


def make_world(today: date) -> None:
    """Make the sample data as it is on a new machine on a day."""
    template = PLACE / f"fresh-{today}"
    if template.exists():
        DATA.mkdir(exist_ok=True)
        _restore(template, DATA)
        return
    shutil.rmtree(DATA, ignore_errors=True)
    sample_data.main(today)
    shutil.copytree(DATA, template)


def _restore(template: Path, folder: Path) -> None:
    """Make a folder like its template again. Most of its hundreds of files have not changed."""
    found = filecmp.dircmp(template, folder, ignore=[])
    for name in found.right_only + found.common_funny + found.diff_files:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name in found.left_only + found.common_funny + found.diff_files:
        path = template / name
        shutil.copytree(path, folder / name) if path.is_dir() else shutil.copy2(path, folder / name)
    for name in found.common_dirs:
        _restore(template / name, folder / name)


@pytest.fixture
def world(begin: Callable[[date], None]) -> None:
    """The sample data as it is on a new machine, by the clock of the tests."""
    begin(TODAY)


@dataclass
class Outcome:
    """How a run ended."""

    state: str
    tasks: dict[str, str]  # the state of each task; a mapped task's are joined
    output: str


@pytest.fixture
def run(airflow: None, world: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Return a function that runs a DAG to its end, in the fresh world. Retries don't wait."""

    def run_it(dag: str | DAG, day: date = DAY, **conf: str) -> Outcome:
        loaded = runner.load(dag) if isinstance(dag, str) else dag
        for task in loaded.tasks:
            task.retry_delay = timedelta(0)
        capsys.readouterr()
        dag_run = runner.run(loaded, day, conf)
        states: dict[str, set[str]] = {}
        for ti in dag_run.get_task_instances():
            states.setdefault(ti.task_id, set()).add(str(ti.state))
        tasks = {task_id: "/".join(sorted(found)) for task_id, found in states.items()}
        return Outcome(str(dag_run.state), tasks, capsys.readouterr().out)

    return run_it


def rows(sql: str, **values: object) -> list[tuple]:
    """Return what the warehouse has."""
    with warehouse() as db:
        return db.execute(sql, values or None).fetchall()


def scores() -> list[tuple]:
    """Return what the fitness app could show."""
    with closing(sqlite3.connect(PRODUCTION)) as app:
        return app.execute("SELECT * FROM health_scores ORDER BY user_name, day").fetchall()

"""`make airflow` and `make break` as the tests start them, in a home of their own."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.model import COURSE
from tests.ports import reserve

ROOT = Path(__file__).parents[2]
PATIENCE = 240  # seconds of a machine that is not busy: see patiently()
# With these, make takes the Airflow that the tests run in, and installs none.
INSTALLED = [f"--assume-old={sys.prefix}/ready", f"AIRFLOW_ENV={sys.prefix}", "PYTHON=not-needed"]
SIGNING_SECRET = "known to the bot and to Slack"


def environment(home: Path | None, **more: str) -> dict[str, str]:
    """Return the environment of a learner.

    Args:
        home: the folder for what the examples write, if that is another one than usual.
        more: further variables.
    """
    # A learner types at a terminal, and not below the `make` that runs the tests.
    foreign = ("AIRFLOW", "COURSE", "SLACK", "MAKE", "MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    own = {"COURSE_HOME": str(home)} if home else {}
    return kept | own | {"SLACK_SIGNING_SECRET": SIGNING_SECRET} | more


def lesson_commands(beginning: str) -> list[str]:
    """Return each command line that the lessons give and that begins with some words, once.

    Args:
        beginning: those words.
    """
    found = []
    for page in COURSE.pages.values():
        lines = [line for code in page.codes if code.language == "shell" for line in code.text.splitlines()]
        found += [line for line in [*lines, *(code.text for code in page.inline_codes)] if line.startswith(beginning)]
    return list(dict.fromkeys(found))


def patiently() -> Iterator[None]:
    """Give a moment to look again and again, for long enough. A second counts as much as a program gets of it: where
    four want each core, a fourth.
    """
    left, before = float(PATIENCE), time.monotonic()
    while left > 0:
        yield
        time.sleep(0.5)
        now = time.monotonic()
        left -= (now - before) / max(1, os.getloadavg()[0] / (os.cpu_count() or 1))
        before = now


def until(check: Callable[[], object], what: str) -> object:
    """Wait until a check gives something, and return that."""
    for _ in patiently():
        if found := check():
            return found
    raise AssertionError(f"waited in vain for {what}")


@dataclass
class Standalone:
    """Airflow as launch() starts it, with what a learner then types in the folder of the repository."""

    process: subprocess.Popen
    port: int
    home: Path
    output: list[str]
    clone: Path | None = None  # the folder of the repository, if that is a copy

    def request(
        self, path: str, body: dict | None = None, token: str | None = None, port: int = 0, method: str | None = None
    ) -> dict | list:
        """Call one of its programs: POST with a body and GET without, if no other method is named."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.token}"}
        data = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{port or self.port}{path}"
        request = urllib.request.Request(url, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    @property
    def said(self) -> str:
        """What the terminal shows so far."""
        return "".join(self.output)

    def says(self, text: str, after: int = 0) -> None:
        """Wait until the terminal shows a text, after as many characters as it showed before."""
        for _ in patiently():
            if text in self.said[after:] or self.process.poll() is not None:
                break
        assert text in self.said[after:], self.said

    def ends(self) -> int:
        """Wait until it has ended, and return its exit status."""
        until(lambda: self.process.poll() is not None, "its end")
        return self.process.returncode

    def command(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run command lines as a learner does in the folder of the repository, up to the first that fails."""
        return subprocess.run(
            ["bash", "-ec", line],
            cwd=self.clone or ROOT,
            env=environment(None if self.clone else self.home),
            capture_output=True,
            text=True,
            check=False,
        )

    @property
    def token(self) -> str:
        """A token of the REST API, for the password that was printed."""
        if not hasattr(self, "_token"):
            password = self.said.split("password ")[1].split()[0]
            self._token = ""
            answer = self.request("/auth/token", {"username": "admin", "password": password}, token="none")
            self._token = answer["access_token"]
        return self._token

    def trigger(self, dag_id: str, **conf: str) -> str:
        """Trigger a DAG as a person does in the UI, and return the run's id."""
        return self.request(f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"]

    def finished(self, dag_id: str, run_id: str) -> str:
        """Wait until a run has ended, and return its state."""

        def state() -> str | None:
            found = self.request(f"/api/v2/dags/{dag_id}/dagRuns/{urllib.parse.quote(run_id)}")["state"]
            return found if found in ("success", "failed") else None

        return until(state, f"the end of {dag_id} {run_id}")

    def runs(self, dag_id: str) -> list[dict]:
        """Return the runs of a DAG, the newest first."""
        return self.request(f"/api/v2/dags/{dag_id}/dagRuns?order_by=-run_after&limit=100")["dag_runs"]

    def say(self, text: str) -> None:
        """Write to the bot in the practice Slack."""
        body = urllib.parse.urlencode({"text": text}).encode()
        urllib.request.urlopen(f"http://127.0.0.1:{self.port + 1}/say", body, timeout=30).close()

    def messages(self) -> list[str]:
        """Return what the practice Slack shows."""
        return [message["text"] for message in self.request("/messages", port=self.port + 1)]

    def answered(self, text: str) -> str:
        """Wait for a message with a text in it."""
        return until(lambda: next((m for m in self.messages() if text in m), None), f"a message with '{text}'")


def launch(
    home: Path, port: int, clone: Path | None = None, fault: str = "", edge: bool = False, **more: str
) -> Standalone:
    """Start what `make airflow` or `make break` starts, and return at once.

    Args:
        home: its folder.
        port: of Airflow; the next four are used too.
        clone: a copy of the repository, in which `make airflow` itself is typed.
        fault: the broken pipeline for which `make break` is typed.
        edge: whether its tasks wait for a worker; not in a clone.
        more: variables of the learner's environment.
    """
    words = [sys.executable, "-u", ROOT / "examples" / "start.py", "--port", str(port)]
    if clone:
        words = ["make", "airflow", f"PORT={port}"]
    elif edge:
        words = ["make", "airflow", "EXECUTOR=edge", f"PORT={port}", *INSTALLED]
    elif fault:
        words = ["make", "break", f"FAULT={fault}", f"PORT={port}", *INSTALLED]
    process = subprocess.Popen(
        words,
        env=environment(None if clone else home, PYTHONUNBUFFERED="1", **more),
        cwd=clone or ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C reaches all that was started in a terminal: see stop()
    )
    output: list[str] = []
    threading.Thread(target=lambda: output.extend(iter(process.stdout.readline, "")), daemon=True).start()
    return Standalone(process, port, home, output, clone)


def start(home: Path, clone: Path | None = None, fault: str = "", edge: bool = False, **more: str) -> Standalone:
    """Start what launch() starts, and wait until it runs; at other ports if another program took one of these."""
    for _ in range(3):
        with _alone():
            airflow = launch(home, reserve(5), clone, fault, edge, **more)
            try:
                until(lambda: "Ctrl-C stops it." in airflow.said or airflow.process.poll() is not None, "the start")  # noqa: B023
            except AssertionError:
                stop(airflow)  # else it would go on when the tests are over
                raise AssertionError(f"waited in vain for the start, which said so far:\n{airflow.said}") from None
        if airflow.process.poll() is None:
            return airflow
        if "is taken by another program" not in airflow.said:
            break
    raise AssertionError(airflow.said)


@contextmanager
def _alone() -> Iterator[None]:
    """Let one Airflow of all tests on this machine start at a time: a start is half a minute's work for a core, and
    tests of several copies of the repository would begin with one each, and all of them wait.
    """
    with (Path(tempfile.gettempdir()) / f"test-start-{os.getuid()}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def stop(airflow: Standalone) -> None:
    """Stop it as Ctrl-C does, if it runs."""
    if airflow.process.poll() is None:
        os.killpg(airflow.process.pid, signal.SIGINT)
        airflow.ends()


def started(airflow: Standalone) -> list[psutil.Process]:
    """Return every program that runs for an Airflow, itself included."""
    own = psutil.Process(airflow.process.pid)
    return [own, *(child for child in own.children(recursive=True) if _command(child))]


def programs(airflow: Standalone, word: str) -> list[psutil.Process]:
    """Return those that have a word in their command line. Airflow's parts write theirs anew."""
    return [program for program in started(airflow)[1:] if word in " ".join(_command(program))]


def _command(program: psutil.Process) -> list[str]:
    """Return a program's arguments; none if it has ended, perhaps in this moment."""
    with suppress(psutil.NoSuchProcess):  # a zombie counts as ended
        if program.status() != psutil.STATUS_ZOMBIE:
            return program.cmdline()
    return []

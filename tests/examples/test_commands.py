"""`make airflow` and `make example`: what they say where something is wrong."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import environment
import run as runner
from tests.examples.conftest import DAG_IDS, ROOT, YESTERDAY

EXAMPLES = ROOT / "examples"


def python(*command: object, home: Path, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run a script of the examples, after some code if need be."""
    script, *options = map(str, command)
    arguments = [sys.executable, script, *options]
    if code:
        runpy = (
            f"import runpy, sys; sys.argv = {arguments[1:]!r}; {code}; runpy.run_path({script!r}, run_name='__main__')"
        )
        arguments = [sys.executable, "-c", runpy]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW__")}
    environment |= {"AIRFLOW_HOME": str(home)}
    return subprocess.run(arguments, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("version", "fine"), [((3, 9), False), ((3, 10), True), ((3, 14), True), ((3, 15), False)])
def test_a_python_that_airflow_does_not_support_is_named(tmp_path: Path, version: tuple[int, int], fine: bool) -> None:
    code = f"sys.version_info = ({version[0]}, {version[1]}, 0); sys.version = '{version[0]}.{version[1]}.0'"
    done = python(EXAMPLES / "check.py", home=tmp_path, code=code)
    if fine:
        assert (done.returncode, done.stderr) == (0, "")
    else:
        assert done.returncode == 1
        assert "Airflow 3.3 needs Python 3.10 to 3.14, and" in done.stderr
        assert f"is {version[0]}.{version[1]}.0" in done.stderr
        assert "make airflow PYTHON=" in done.stderr
        assert "Traceback" not in done.stderr


def test_make_passes_the_python_on_and_stops_before_it_installs_anything(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(EXAMPLES, tmp_path / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    old = tmp_path / "old-python"
    pretend = "import runpy, sys; sys.version_info = (3, 9, 19); sys.version = '3.9.19'; sys.argv = sys.argv[1:]"
    run_path = "runpy.run_path(sys.argv[0], run_name='__main__')"
    old.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{pretend}; {run_path}" "$@"\n', encoding="utf-8")
    old.chmod(0o755)
    done = subprocess.run(
        ["make", "airflow", f"PYTHON={old}"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "needs Python 3.10 to 3.14" in done.stderr
    assert not (tmp_path / ".venv-airflow").exists()


@pytest.mark.parametrize("script", ["check.py", "start.py", "run.py health_score"])
def test_a_full_disk_is_named(tmp_path: Path, script: str) -> None:
    name, *options = script.split()
    code = "import shutil; shutil.disk_usage = lambda folder: type('Usage', (), {'free': 12_000_000})"
    done = python(EXAMPLES / name, *options, home=tmp_path, code=code)
    assert done.returncode == 1
    assert "is full, or nearly: 12 MB are free, and " in done.stderr
    assert "make room" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("offset", "use"), [(0, "Airflow"), (1, "the practice Slack"), (2, "the bot")])
def test_a_port_that_is_taken_is_named_before_anything_starts(tmp_path: Path, offset: int, use: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        done = python(EXAMPLES / "start.py", "--port", taken - offset, home=tmp_path)
    assert done.returncode == 1
    # Another port of the five may be taken on a busy machine, but the first that is taken is named.
    assert f"Port {taken}, for {use}, is taken" in done.stderr
    assert "Starting" not in done.stdout
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("port", ["80", "65535", "http"])
def test_a_port_that_can_not_be_used_is_refused(tmp_path: Path, port: str) -> None:
    done = python(EXAMPLES / "start.py", "--port", port, home=tmp_path)
    assert done.returncode in (1, 2)
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_fraud_detection_runs_on_a_new_machine_and_names_its_report(tmp_path: Path) -> None:
    done = python(EXAMPLES / "run.py", "fraud_detection", home=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "There is no model yet, so fraud_training runs first." in done.stdout
    report = tmp_path / "data" / "reports" / f"fraud-{YESTERDAY}.html"
    assert f"Open the report: {report}" in done.stdout
    assert report.is_file()
    assert "Traceback" not in done.stdout + done.stderr


@pytest.fixture
def example(
    airflow: None, world: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[object, str, str]]:
    """Return a function that does what `make example` does, and returns the exit code, the output and the errors."""
    monkeypatch.delenv("AIRFLOW_CONN_SLACK_API_DEFAULT")

    def run_it(*options: str) -> tuple[object, str, str]:
        code: object = 0
        try:
            runner.main(list(options))
        except SystemExit as stop:
            code = stop.code
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run_it


def test_an_unknown_example_is_answered_with_those_that_there_are(example: Callable) -> None:
    code, _, errors = example("healthscore")
    assert code == 2
    assert all(name in errors for name in DAG_IDS)


def test_a_day_before_the_dags_begin_is_refused(example: Callable) -> None:
    code, _, _ = example("first_pipeline", "--day", "2020-01-01")
    assert code == "first_pipeline starts on 2026-01-01: choose a later day than 2020-01-01."


def test_a_failed_example_says_why_and_fails(example: Callable) -> None:
    code, output, _ = example("health_score", "--day", "2026-02-01")
    assert code == 1
    assert "ingest failed on attempt 1: No readings arrived on 2026-02-01. Nothing was changed." in output
    assert "The run ended as: failed" in output
    assert "What the app shows" not in output


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        (["first_pipeline"], "│ country │"),
        (["user_growth"], "user_growth.html"),
        (["health_score"], "health score "),
        (["fraud_training"], "trained_through"),
        (["academy_report"], "Slack would show in #academy:\n  academy-bot: *example.com*: "),
        (
            ["academy_report", "--domain", "nobody.test"],
            "academy-bot: I don't know a customer with the domain nobody.test.",
        ),
        (["ask_astro"], "[1] "),
    ],
)
def test_an_example_shows_what_came_out(example: Callable, options: list[str], shown: str) -> None:
    code, output, _ = example(*options)
    assert code == 0, output
    assert "The run ended as: success" in output
    assert shown in output.split("The run ended as: success")[1]


def test_in_codespaces_airflow_has_the_address_that_github_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODESPACE_NAME", "fuzzy-train")
    monkeypatch.setenv("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "app.github.dev")
    settings = environment.environment(8080, "http://127.0.0.1:8081/api/", "token")
    assert settings["AIRFLOW__API__BASE_URL"] == "https://fuzzy-train-8080.app.github.dev"
    assert settings["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].startswith("http://127.0.0.1:8080/"), "tasks stay inside"

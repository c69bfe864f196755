"""`make airflow` and `make example`: what they say where something is wrong."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import environment
import run as runner
from include.places import MY_DAGS, REPORTS
from tests.examples import running
from tests.examples.fixtures import DAG_IDS, ROOT
from tests.examples.running import lesson_commands
from tests.ports import reserve

pytestmark = pytest.mark.long

EXAMPLES = ROOT / "examples"


def python(*command: object, home: Path, code: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script of the examples, after some code if need be, in an environment with more variables."""
    script, *options = map(str, command)
    arguments = [sys.executable, script, *options]
    if code:
        runpy = (
            f"import runpy, sys; sys.argv = {arguments[1:]!r}; {code}; runpy.run_path({script!r}, run_name='__main__')"
        )
        arguments = [sys.executable, "-c", runpy]
    return subprocess.run(
        arguments,
        env=running.environment(home / ".airflow", **variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which somebody has begun: what the first command makes there, the next one need not."""
    return tmp_path_factory.mktemp("home")


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
    port = reserve(5)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port + offset))
        other.listen()
        done = python(EXAMPLES / "start.py", "--port", port, home=tmp_path)
    assert done.returncode == 1
    assert f"Port {port + offset}, for {use}, is taken" in done.stderr
    assert "Starting" not in done.stdout
    assert not (tmp_path / ".airflow" / "data").exists()


@pytest.mark.parametrize("port", ["80", "65535", "http"])
def test_a_port_that_can_not_be_used_is_refused(tmp_path: Path, port: str) -> None:
    done = python(EXAMPLES / "start.py", "--port", port, home=tmp_path)
    assert done.returncode in (1, 2)
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_a_start_that_takes_long_is_told_and_goes_on(tmp_path: Path) -> None:
    code = (
        "import os, signal, time, database, run; run.has_model = lambda: True; "
        "clock = time.monotonic; time.monotonic = lambda: 100 * clock(); looks = iter(range(20)); "
        "database.answers = lambda socket: next(looks, None) is None and os.kill(os.getpid(), signal.SIGINT)"
    )
    done = python(EXAMPLES / "start.py", "--port", reserve(5), home=tmp_path, code=code)
    log = tmp_path / ".airflow" / "logs" / "postgres.log"
    assert f"The database is still starting, after 1 minute. What it writes: {log}\n" in done.stdout
    assert "The database is still starting, after 2 minutes." in done.stdout
    assert "Ctrl-C stops it." not in done.stdout, "one waits for that, because it means that all runs"
    assert done.stdout.endswith("\nStopping …\nStopped.\n"), done.stdout
    assert (done.returncode, done.stderr) == (0, "")


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


def test_a_wrong_or_missing_name_is_answered_with_those_that_there_are(example: Callable) -> None:
    wrong, _, _ = example("healthscore")
    assert wrong.startswith("There is no DAG 'healthscore'. Did you mean health_score?\n")
    missing, _, _ = example()
    assert missing.startswith("Which DAG? There are: ")
    assert all(name in answer for name in DAG_IDS for answer in (wrong, missing))


def test_fraud_detection_runs_on_a_new_machine_and_names_its_report(example: Callable) -> None:
    code, output, errors = example("fraud_detection", "--day", "2026-11-22")
    assert code == 0, output + errors
    assert "There is no model yet, so fraud_training runs first." in output
    report = REPORTS / "fraud-2026-11-22.html"
    assert f"Open the report: {report}" in output
    assert report.is_file()
    assert "Traceback" not in output + errors


OWN = """from airflow.sdk import DAG, task

@task
def speak(): print("Hello from my own DAG")

with DAG("_".join(["made", "up"])):
    speak()
"""


@pytest.fixture
def mine() -> Iterator[Path]:
    """The folder of a learner's own DAGs."""
    MY_DAGS.mkdir(exist_ok=True)
    yield MY_DAGS
    shutil.rmtree(MY_DAGS)


def test_a_dag_of_ones_own_runs_beside_files_that_are_broken(example: Callable, mine: Path) -> None:
    (mine / "own.py").write_text(OWN, encoding="utf-8")
    (mine / "crashes.py").write_text("import os  # airflow dag\nos._exit(3)\n", encoding="utf-8")
    (mine / "syntax.py").write_text("def airflow_dag(:\n", encoding="utf-8")
    code, output, _ = example("made_up")
    assert code == 0, output
    assert "Hello from my own DAG" in output
    code, _, _ = example("syntax")
    assert code.startswith("my_dags/syntax.py:1: Airflow can't import it.")
    assert "SyntaxError: invalid syntax" in code
    code, _, _ = example("own")
    assert code.startswith("my_dags/own.py has no DAG 'own'. There are: made_up.")
    code, _, _ = example("elsewhere")
    assert code.startswith("There is no DAG 'elsewhere'.")
    assert "made_up" in code
    assert "my_dags/syntax.py:1: Airflow can't import it." in code, "it may be in there"


def test_a_dag_that_was_begun_runs_as_it_is_and_is_never_overwritten(home: Path) -> None:
    begun = python(EXAMPLES / "new.py", "my_pipeline", home=home)
    assert (begun.returncode, begun.stderr) == (0, "")
    assert begun.stdout.startswith("my_dags/my_pipeline.py is yours: edit it as you like.\n")
    done = python(EXAMPLES / "run.py", "my_pipeline", home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The number is 42" in done.stdout
    (home / "my_dags" / "my_pipeline.py").write_text("# mine\n", encoding="utf-8")
    again = python(EXAMPLES / "new.py", "my_pipeline", home=home)
    assert (again.returncode, again.stderr) == (1, "my_dags/my_pipeline.py is there already. Nothing was changed.\n")
    assert (home / "my_dags" / "my_pipeline.py").read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "What is the DAG called?"),
        ("my-pipeline", "'my-pipeline' can't be a function's name."),
        ("../other", "'../other' can't be a function's name."),
        ("class", "'class' can't be a function's name."),
        ("user_growth", "There is a DAG 'user_growth' already, in examples/dags/user_growth.py."),
    ],
)
def test_a_name_that_a_new_dag_can_not_have_is_refused(tmp_path: Path, name: str, said: str) -> None:
    refused = python(EXAMPLES / "new.py", name, home=tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.startswith(said)
    assert not (tmp_path / "my_dags").exists()


def test_settings_of_another_airflow_and_a_proxy_change_nothing(home: Path) -> None:
    others = {
        "AIRFLOW_HOME": str(home / "another"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/another.db",
        "all_proxy": "socks5://127.0.0.1:9",
    }
    done = python(
        EXAMPLES / "run.py",
        "academy_report",
        home=home,
        http_proxy="http://127.0.0.1:9",
        no_proxy="a.test",
        **others,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"Ignored, because it is meant for another program: {', '.join(sorted(others))}\n" in done.stdout
    assert "Slack would show in #academy:" in done.stdout
    assert not (home / "another").exists()
    assert not (home / "another.db").exists()


def test_credentials_of_a_real_slack_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_SLACK_API_DEFAULT", "slack://:xoxb-real@")
    monkeypatch.setenv("AIRFLOW_VAR_TEAM", "data")
    variables = dict(os.environ)
    assert environment.foreign(variables) == [name for name in environment.foreign(variables) if "SLACK" not in name]
    whole = environment.clean(variables) | environment.settings(8080, "", "http://127.0.0.1:1/api/", "practice")
    assert whole["AIRFLOW_CONN_SLACK_API_DEFAULT"] == "slack://:xoxb-real@"
    assert whole["AIRFLOW_VAR_TEAM"] == "data"


def test_a_proxy_is_kept_but_not_asked_for_this_machine() -> None:
    cleaned = environment.clean({"https_proxy": "http://proxy.test:3128", "NO_PROXY": "intranet.test, localhost"})
    assert cleaned["https_proxy"] == "http://proxy.test:3128"
    assert cleaned["no_proxy"] == cleaned["NO_PROXY"] == "intranet.test,localhost,127.0.0.1,::1"


def test_airflows_command_line_says_that_airflow_does_not_run(tmp_path: Path) -> None:
    home = running.environment(tmp_path / ".airflow")
    idle = subprocess.run([ROOT / "airflow", "dags", "list"], env=home, capture_output=True, text=True, check=False)
    assert (idle.returncode, idle.stdout) == (1, "")
    assert idle.stderr == "Airflow does not run. Start it in another terminal, and wait for its address: make airflow\n"
    version = subprocess.run([ROOT / "airflow", "version"], env=home, capture_output=True, text=True, check=False)
    assert (version.returncode, version.stdout.strip()) == (0, "3.3.2")


def test_a_day_before_the_dags_begin_is_refused(example: Callable) -> None:
    code, _, _ = example("first_pipeline", "--day", "2020-01-01")
    assert code == "first_pipeline starts on 2026-01-01: choose a later day than 2020-01-01."


def test_a_failed_example_says_why_and_fails(example: Callable) -> None:
    code, output, _ = example("health_score", "--day", "2026-02-01")
    assert code == 1
    assert "ingest failed on attempt 1: No readings arrived on 2026-02-01. Nothing was changed." in output
    assert "The run ended as: failed" in output
    assert "What the app shows" not in output


# What `make example` shows after a run of a DAG.
SHOWN = {
    "first_pipeline": "│ country │",
    "user_growth": "user_growth.html",
    "health_score": "health score ",
    "fraud_detection": "fraud-",
    "fraud_training": "trained_through",
    "academy_report": "Slack would show in #academy:\n  academy-bot: *example.com*: ",
    "academy_report DOMAIN=nobody.test": "academy-bot: I don't know a customer with the domain nobody.test.",
    "ask_astro": "[1] ",
}
FAILS = "make example NAME=health_score DAY=2026-02-01"  # a lesson shows how a run fails


def of_an_example(line: str) -> bool:
    """Return whether a command runs one of our DAGs; tests/lessons/ has what learners write."""
    return line.removeprefix("make example NAME=").split()[0] in DAG_IDS


@pytest.mark.parametrize("line", list(filter(of_an_example, lesson_commands("make example NAME="))))
def test_an_example_of_a_lesson_works_as_it_stands_and_shows_what_came_out(example: Callable, line: str) -> None:
    name, *options = line.removeprefix("make example NAME=").split()
    arguments = [
        part for option in options for part in (f"--{option.partition('=')[0].lower()}", option.partition("=")[2])
    ]
    code, output, _ = example(name, *arguments)
    if line == FAILS:
        assert code == 1, output
        return
    assert code == 0, output
    shown = SHOWN.get(f"{name} {' '.join(options)}", SHOWN[name])
    assert shown in output.split("The run ended as: success")[1]


def test_every_example_is_in_a_lesson() -> None:
    given = {line.removeprefix("make example NAME=").split()[0] for line in lesson_commands("make example NAME=")}
    assert set(DAG_IDS) <= given


def test_in_codespaces_airflow_has_the_address_that_github_gives_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CODESPACE_NAME", "fuzzy-train")
    monkeypatch.setenv("GITHUB_CODESPACES_PORT_FORWARDING_DOMAIN", "app.github.dev")
    settings = environment.settings(8080, "", "http://127.0.0.1:8081/api/", "token")
    assert settings["AIRFLOW__API__BASE_URL"] == "https://fuzzy-train-8080.app.github.dev"
    assert settings["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].startswith("http://127.0.0.1:8080/"), "tasks stay inside"

"""The exercises: what `make start`, `make check` and `make solution` say of what a learner wrote, however odd it is."""

from __future__ import annotations

import importlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

import advice
import dag_files
import exercise
import judging
import run as runner
from course.exercises import code, names
from course.read import read_page
from include.places import ACADEMY, MY_DAGS
from judging import Requirement, Verdict, Work
from tests.examples import running
from tests.examples.fixtures import ROOT, TODAY, make_world
from tests.model import COURSE

pytestmark = pytest.mark.long

EXERCISES = ROOT / "exercises"
ALL = names(COURSE)
WITH_FILE = [name for name in ALL if (EXERCISES / name / "start.py").exists()]
WRONG = sorted(EXERCISES.glob("*/wrong/*.py"))
GETS = "# Gets: "
NAMED = re.compile(r"The lesson '(?P<title>.+?)'(?:, under '(?P<section>.+?)',)? ")
SECTIONS = {page.title: {heading.text for heading in page.headings} for page in COURSE.lessons}
SOLUTION = (EXERCISES / "first_dag" / "solution.py").read_text(encoding="utf-8")
CONNECTION = json.dumps({"conn_type": "sqlite", "host": str(ACADEMY)})


def requirements(name: str) -> tuple[Requirement, ...]:
    """Return what an exercise asks for."""
    return importlib.import_module(f"exercises.{name}.checks").REQUIREMENTS


@pytest.fixture(scope="module")
def ready(airflow: None) -> Iterator[None]:
    """The sample data, and an Airflow in this process that has run a DAG: what judges need not begin from nothing."""
    make_world(TODAY)
    MY_DAGS.mkdir(exist_ok=True)
    path = MY_DAGS / "first_dag.py"
    path.write_text(SOLUTION, encoding="utf-8")
    try:
        with redirect_stdout(StringIO()):
            runner.load("first_dag").test()
        yield
    finally:
        shutil.rmtree(MY_DAGS)


@pytest.fixture
def mine(ready: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a learner's own DAGs, empty; the learner has added the Connection and asked for nothing yet."""
    monkeypatch.setenv("AIRFLOW_CONN_ACADEMY", CONNECTION)
    shutil.rmtree(MY_DAGS)
    MY_DAGS.mkdir()
    exercise.STATE.unlink(missing_ok=True)
    yield MY_DAGS


@pytest.fixture
def judge(mine: Path) -> Callable[[str, str], Verdict]:
    """Return a function that judges a source as a learner's file for an exercise."""

    def judge_it(name: str, source: str) -> Verdict:
        (mine / f"{name}.py").write_text(source, encoding="utf-8", errors="surrogateescape")
        checks = importlib.import_module(f"exercises.{name}.checks")
        return Work(name, getattr(checks, "DAG_ID", name)).judge(checks.REQUIREMENTS)

    return judge_it


@pytest.fixture
def make(
    mine: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[object, str]]:
    """Return a function that does what a target of the Makefile does, and returns its exit status and all it says."""
    monkeypatch.setattr(exercise, "prepare", lambda: None)  # it is

    def make_it(*words: str) -> tuple[object, str]:
        status: object = 0
        try:
            exercise.main(list(words))
        except SystemExit as stop:
            status = stop.code
        said = capsys.readouterr().out
        return (status, said) if isinstance(status, int) else (1, f"{said}{status}\n")

    return make_it


@pytest.mark.parametrize("name", WITH_FILE)
def test_what_a_learner_begins_with_misses_the_first_requirement(judge: Callable, name: str) -> None:
    verdict = judge(name, (EXERCISES / name / "start.py").read_text(encoding="utf-8"))
    assert verdict.met == 0
    assert verdict.missing


@pytest.mark.parametrize("name", WITH_FILE)
def test_our_solution_meets_all(judge: Callable, name: str) -> None:
    verdict = judge(name, (EXERCISES / name / "solution.py").read_text(encoding="utf-8"))
    assert (verdict.met, verdict.missing) == (len(requirements(name)), "")


@pytest.mark.parametrize("path", WRONG, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_a_wrong_attempt_gets_its_message(judge: Callable, path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    first = source.splitlines()[0]
    assert first.startswith(GETS), "the first line says which message it must get"
    verdict = judge(path.parents[1].name, source.partition("\n")[2])
    assert first.removeprefix(GETS) in verdict.missing
    assert "Traceback" not in verdict.missing
    assert verdict.met < len(requirements(path.parents[1].name))


@pytest.mark.parametrize("name", ALL)
def test_an_exercise_is_whole(name: str) -> None:
    folder = EXERCISES / name
    task = (folder / "task.md").read_text(encoding="utf-8")
    assert not re.search(r"^#|\]\(", task, re.MULTILINE), "no heading, no link: a lesson includes it"
    for requirement in requirements(name):
        assert 2 <= len(requirement.hints) <= 3
        named = NAMED.match(requirement.hints[0])
        assert named, "the first hint names a lesson"
        assert named["title"] in SECTIONS
        assert named["section"] is None or named["section"] in SECTIONS[named["title"]]
        assert len(set(requirement.hints)) == len(requirement.hints)
    if name in WITH_FILE:
        assert len(list(folder.glob("wrong/*.py"))) >= 3
        for shown in (folder / "start.py", folder / "solution.py"):
            assert max(map(len, shown.read_text(encoding="utf-8").splitlines())) <= 88
    else:
        assert (folder / "solution.md").is_file()


# How a good solution may be spelled, too.
CLASSIC = """
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import DAG

def get(): return (3.5, 2.8, 4.2)
def add(ti):
    import logging
    logging.getLogger("airflow.task").info("total:  %.2f euros", sum(ti.xcom_pull(task_ids="collect")))

with DAG("first_dag") as made:
    PythonOperator(task_id="collect", python_callable=get) >> PythonOperator(task_id="add_up", python_callable=add)
"""
INSIDE = """
import time
from airflow.sdk import dag, task

@dag(dag_id="first_dag", default_args={"retries": 5})
def mornings():
    @task(task_id="collect")
    def a() -> list[float]:
        return [3.5, 2.8, 4.2]

    @task(task_id="add_up")
    def b(*, x):
        total = 0
        for one in x:
            total += one
        print("The sum.", f"Total: {total}", sep="\\n")

    @task
    def another(): print("Total: 99")

    b(x=a()) >> another()

made = mornings()

@dag
def second(): ...
second()
"""


@pytest.mark.parametrize("source", [CLASSIC, INSIDE], ids=["classic", "inside"])
def test_a_solution_in_another_style_meets_all(judge: Callable, source: str) -> None:
    verdict = judge("first_dag", source)
    assert (verdict.met, verdict.missing) == (len(requirements("first_dag")), "")


SENSOR = """@task.sensor(mode="reschedule", poke_interval=5 * 60, timeout=6 * 60 * 60)
def wait(ds=None):
    return (ORDERS / f"{ds}.csv").exists()
"""
FILE_SENSOR = """
def wait():
    from airflow.providers.standard.sensors.filesystem import FileSensor

    path = str(ORDERS / "{{ ds }}.csv")
    return FileSensor(task_id="wait", filepath=path, timeout=timedelta(hours=6), deferrable=DEFERRABLE)
"""
CRON = 'schedule="30 7 * * 1-5"'
TRIGGER = 'schedule=CronTriggerTimetable("30 7 * * mon-fri", timezone="Europe/Berlin")'
BERLIN = 'datetime(2027, 1, 4, tz="Europe/Berlin")'
RETRIES = "retries=2, retry_delay=timedelta(minutes=1)"
RUNS_IT = """
def test_a_run_tells_the_sum(capfd):
    dag_run = the_dag.test()
    assert dag_run.state == "success"
    assert "Sales: 24.5" in capfd.readouterr().out
"""
OTHER_WAYS = {  # what is changed in our solution, and is as good
    "a_schedule": [
        {
            CRON: TRIGGER,
            BERLIN: 'datetime(2027, 1, 4, tz="UTC")',
            "import dag,": "import CronTriggerTimetable, dag,",
        },
        {CRON: 'schedule="30 7 * * Mon,Tue,Wed,Thu,Fri"', BERLIN: 'datetime(2027, 1, 2, 12, tz="Europe/Berlin")'},
    ],
    "fill_the_gap": [{"2026-10-09": "2026-10-01", "2026-10-13": "2026-10-31"}, {"2026-10-13": "2026-10-12T23:00"}],
    "late_orders": [
        {SENSOR: "from datetime import timedelta\n" + FILE_SENSOR.replace("DEFERRABLE", value)}
        for value in ("False", "True")
    ],
    "retry_and_tell": [
        {
            f"@task({RETRIES}, on_failure_callback=tell)": "@task",
            "None)\ndef": f"None, on_failure_callback=tell, default_args=dict({RETRIES}))\ndef",
        }
    ],
    "branch_and_join": [{"none_failed_min_one_success": "none_failed"}],
    "test_a_dag": [{"\n\ndef test_each": f"{RUNS_IT}\n\ndef test_each"}],
}


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name in OTHER_WAYS for number in range(len(OTHER_WAYS[name]))]
)
def test_another_way_is_as_good(judge: Callable, monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_FS_DEFAULT", "fs://")
    source = (EXERCISES / name / "solution.py").read_text(encoding="utf-8")
    for old, new in OTHER_WAYS[name][number].items():
        assert old in source
        source = source.replace(old, new)
    verdict = judge(name, source)
    assert (verdict.met, verdict.missing) == (len(requirements(name)), "")


TASKS = """from airflow.sdk import dag, task
import os, sys, subprocess, time
{}
@dag
def first_dag():
    add_up(collect())
first_dag()
"""
ADD_UP = "\n@task\ndef add_up(prices): print('Total:', sum(prices))\n"
RETURN = "    return [3.5, 2.8, 4.2]\n"


def collect(*lines: str) -> str:
    """Return a DAG file whose task `collect` has these lines."""
    body = "".join(f"    {line}\n" for line in lines)
    return TASKS.format(f"@task\ndef collect():\n{body}{ADD_UP}")


ODD = {  # a learner's file, and what is said of it
    "empty": ("", "my_dags/first_dag.py has no DAG. It is empty."),
    "syntax": ("from airflow.sdk import dag\n@dag(\ndef first_dag(): ...\n", "SyntaxError: '(' was never closed"),
    "bytes": ("# airflow dag caf\udce9\n", "my_dags/first_dag.py"),
    "null": ("# airflow dag\n\0\n", "source code string cannot contain null bytes"),
    "exits": ("import sys  # airflow dag\nsys.exit('goodbye')\n", "SystemExit: goodbye"),
    "crashes": ("import os  # airflow dag\nos._exit(3)\n", "ends the program that reads it (status 3)."),
    "no_dag": ("from airflow.sdk import dag\n", "has no DAG. It makes none at its top level."),
    "two_others": (
        "from airflow.sdk import DAG\none = DAG('one')\ntwo = DAG('two')\n",
        "my_dags/first_dag.py has the DAGs one and two, and none with the id first_dag.",
    ),
    "no_task": (
        "from airflow.sdk import DAG\none = DAG('first_dag')\n",
        "The DAG has no task collect and add_up. It has none.",
    ),
    "circle": (
        "from airflow.sdk import dag, task\n@task\ndef collect(): ...\n@dag\ndef first_dag():\n    a = collect()\n"
        "    b = collect()\n    a >> b >> a\nfirst_dag()\n",
        "Cycle detected in Dag: first_dag.",
    ),
    "fails": (
        collect("1 / 0"),
        "collect failed at my_dags/first_dag.py:5: ZeroDivisionError: division by zero\n  1 / 0",
    ),
    "fails_outside": (collect("os.stat('nowhere')"), "collect failed at my_dags/first_dag.py:5: FileNotFoundError:"),
    "exits_in_a_task": (collect("sys.exit(4)"), "collect failed"),
    "ends_in_a_task": (
        collect("os._exit(5)"),
        "my_dags/first_dag.py ended the program that runs it while the task collect ran (status 5).",
    ),
    "kills": (collect("os.kill(os.getpid(), 9)"), "while the task collect ran (status -9)."),
    "interrupts": (collect("raise KeyboardInterrupt"), "collect"),
    "returns_a_set": (collect("return {3.5}"), "collect returns {3.5}, not [3.5, 2.8, 4.2]."),
    "returns_a_function": (collect("return print"), "collect failed: it returns a builtin_function_or_method"),
    "returns_much": (collect("return 'x' * 10_000"), "collect returns 'xxxxxxxxxx"),
    "asks": (collect("return input('Prices? ')"), "collect failed at my_dags/first_dag.py:5: EOFError"),
    "closes_the_output": (collect("sys.stdout.close()", "return []"), "collect returns [], not [3.5, 2.8, 4.2]."),
    "skips": (
        collect("from airflow.sdk.exceptions import AirflowSkipException", "raise AirflowSkipException"),
        "The run did not get through: collect (skipped).",
    ),
    "mapped": (
        collect(RETURN.strip()).replace("add_up(collect())", "add_up.expand(prices=collect())"),
        "add_up failed",
    ),
    "starts_late": (
        collect(RETURN.strip()).replace("@dag\n", "import pendulum\n@dag(start_date=pendulum.datetime(2050, 1, 1))\n"),
        "The DAG starts on 2050-01-01, and this runs it for 2026-11-23. Take an earlier start_date.",
    ),
    "wants_a_parameter": (
        collect(RETURN.strip()).replace(
            "@dag\n", "from airflow.sdk import Param\n@dag(params={'a': Param(type='string')})\n"
        ),
        "Airflow can't run the DAG. ParamValidationError: Invalid input for param a: No value passed",
    ),
    "says_nothing": (
        collect(RETURN.strip()).replace("print('Total:', sum(prices))", "..."),
        "In the log of add_up there is no line Total: 10.5.",
    ),
    "says_it_elsewhere": (
        collect("print('Total: 10.5')", RETURN.strip()).replace("print('Total:', sum(prices))", "..."),
        "collect says the total. Let add_up say it.",
    ),
    "says_another_total": (
        collect(RETURN.strip()).replace("sum(prices)", "max(prices)"),
        "add_up says Total: 4.2, not Total: 10.5.",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_is_survived_and_told(judge: Callable, name: str) -> None:
    source, said = ODD[name]
    verdict = judge("first_dag", source)
    assert said in verdict.missing
    assert "Traceback" not in verdict.missing
    assert verdict.met < len(requirements("first_dag"))


def test_a_task_that_never_ends_is_stopped_with_all_that_it_started(
    judge: Callable, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(judging, "RUNS_WITHIN", 6)
    note = tmp_path / "pid"
    verdict = judge(
        "first_dag",
        collect(
            f"open({str(note)!r}, 'w').write(str(subprocess.Popen(['sleep', '600']).pid))", "while True: time.sleep(1)"
        ),
    )
    assert verdict.missing == "The run did not end within 6 seconds, and was stopped while the task collect ran."
    assert verdict.met == 3
    pid = int(note.read_text(encoding="utf-8"))
    for _ in range(50):
        if not Path(f"/proc/{pid}").exists() or " Z " in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8"):
            break
        time.sleep(0.1)
    else:
        os.kill(pid, 9)
        pytest.fail("what the task started runs on")


def test_a_file_that_never_ends_is_given_up(judge: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dag_files, "READ_WITHIN", 1)
    verdict = judge("first_dag", "import time  # airflow dag\ntime.sleep(10**6)\n")
    assert "Airflow gives up reading it" in verdict.missing


def test_hints_come_in_steps_and_the_last_one_stays(make: Callable, mine: Path) -> None:
    path = mine / "first_dag.py"
    wrong = EXERCISES / "first_dag" / "wrong"
    hints = requirements("first_dag")[0].hints
    for number in (1, 2, 3, 3):
        path.write_text(f"# airflow dag {number}\n", encoding="utf-8")  # it changes, and the point stays
        status, said = make("check", "first_dag")
        assert status == 1
        assert f"    Hint {number} of 3: {hints[number - 1].split()[0]}" in said
        assert ("Ask again for the next hint." in said) == (number < 3)
    shutil.copy(wrong / "scheduled.py", path)
    status, said = make("check", "first_dag")
    assert status == 1
    assert said.startswith(
        "first_dag\n\n  ✓ Airflow lists a DAG first_dag\n  ✓ It has the tasks collect and add_up\n  ✗ "
    )
    assert "Hint 1 of 2: " in said, "a new point begins anew"
    assert "collect returns the prices" not in said, "one thing at a time"


def test_all_that_is_met_is_shown_with_the_line_that_the_site_accepts(make: Callable, mine: Path) -> None:
    (mine / "first_dag.py").write_text(SOLUTION, encoding="utf-8")
    status, said = make("check", "first_dag")
    assert status == 0
    assert said.count("✓") == len(requirements("first_dag"))
    assert said.splitlines()[-2:] == [
        "Ours, and how yours differs from it: make solution EXERCISE=first_dag",
        f"Met: {code('first_dag')}",
    ]


def test_advice_does_not_count(make: Callable, mine: Path) -> None:
    (mine / "first_dag.py").write_text(SOLUTION + "open(__file__)\n", encoding="utf-8")
    status, said = make("check", "first_dag")
    assert status == 0
    assert "It does not count:\n\n  my_dags/first_dag.py:20: open(…) runs each time that Airflow reads the" in said


def test_the_list_shows_how_far_one_is(make: Callable, mine: Path) -> None:
    assert {line.split(maxsplit=1)[1] for line in make("check")[1].splitlines()[: len(ALL)]} == {"not begun"}
    assert make("start", "first_dag")[0] == make("start", "not_listed")[0] == make("start", "pass_a_path")[0] == 0
    make("check", "first_dag")
    shutil.copy(EXERCISES / "not_listed" / "solution.py", mine / "not_listed.py")
    make("check", "not_listed")
    status, said = make("check")
    assert status == 0
    assert [line.split()[0] for line in said.splitlines()[: len(ALL)]] == ALL
    assert re.search(r"first_dag +0 of 7 requirements met at the last check\n", said)
    assert re.search(r"not_listed +met\n", said)
    assert re.search(r"pass_a_path +begun\n", said)
    assert re.search(r"own_operator +not begun\n", said)
    exercise.STATE.write_text("{", encoding="utf-8")
    assert "exercises.json can't be read" in make("check")[1]


def test_what_a_learner_wrote_is_never_replaced(make: Callable, mine: Path) -> None:
    status, said = make("start", "first_dag")
    assert status == 0
    assert said.startswith("my_dags/first_dag.py is yours: edit it.\n\nWrite a DAG from a blank file.")
    assert "make check EXERCISE=first_dag" in said
    (mine / "first_dag.py").write_text("# mine\n", encoding="utf-8")
    status, said = make("start", "first_dag")
    assert (status, said) == (
        1,
        "my_dags/first_dag.py is there already. Nothing was changed.\n"
        "To start over, move that file out of my_dags/ first.\n",
    )
    make("check", "first_dag")
    make("solution", "first_dag")
    assert (mine / "first_dag.py").read_text(encoding="utf-8") == "# mine\n"


@pytest.mark.parametrize("what", ["start", "check", "solution"])
@pytest.mark.parametrize(("name", "near"), [("frist_dag", "first_dag"), ("../dags", None), ("", None)])
def test_a_wrong_name_is_answered_with_those_that_there_are(
    make: Callable, what: str, name: str, near: str | None
) -> None:
    if (what, name) == ("check", ""):
        return
    status, said = make(what, name)
    assert status == 1
    assert all(other in said for other in ALL)
    assert (f"Did you mean {near}?" in said) == bool(near)


def test_a_file_that_is_missing_or_in_another_place_is_named(make: Callable, mine: Path) -> None:
    status, said = make("check", "first_dag")
    assert (status, said) == (1, "my_dags/first_dag.py is not there. To begin: make start EXERCISE=first_dag\n")
    (mine / "first_dag.py").mkdir()
    assert "my_dags/first_dag.py is not there" in make("check", "first_dag")[1]
    (mine / "first_dag.py").rmdir()
    (mine / "mine.py").write_text(SOLUTION, encoding="utf-8")
    status, said = make("check", "first_dag")
    assert (status, said) == (
        1,
        "my_dags/first_dag.py is not there. There is my_dags/mine.py. "
        "Move it: mv 'my_dags/mine.py' 'my_dags/first_dag.py'\n",
    )
    (mine / "week").mkdir()
    (mine / "mine.py").rename(mine / "week" / "first_dag.py")
    assert "There is my_dags/week/first_dag.py." in make("check", "first_dag")[1]


def test_our_solution_is_shown_with_the_difference(make: Callable, mine: Path) -> None:
    assert make("solution", "first_dag") == (0, SOLUTION)
    (mine / "first_dag.py").write_text(SOLUTION.replace("Total", "Sum"), encoding="utf-8")
    status, said = make("solution", "first_dag")
    assert status == 0
    assert said.startswith(SOLUTION)
    assert '-    print(f"Sum: {sum(prices)}")\n+    print(f"Total: {sum(prices)}")\n' in said
    (mine / "first_dag.py").write_text(SOLUTION, encoding="utf-8")
    assert make("solution", "first_dag")[1].endswith("\nmy_dags/first_dag.py is the same.\n")
    assert "Loaded 36 sign-ups" in make("solution", "find_the_line")[1]


class FakeAirflow:
    """A running Airflow with these runs of first_pipeline, the newest first, and what their tasks said."""

    found: tuple[tuple[str, str, int], ...] = ()  # run_id, state, number in the log
    known: dict | None = None

    def runs(self, dag_id: str) -> list[dict]:
        return [{"dag_run_id": run_id, "state": state} for run_id, state, _ in self.found]

    def log(self, dag_id: str, run_id: str, task_id: str) -> str:
        assert (dag_id, task_id) == ("first_pipeline", "load")
        return f"Begins\nLoaded {dict((run[0], run[2]) for run in self.found)[run_id]} sign-ups of 2026-11-22\nDone"

    def connection(self, conn_id: str) -> dict | None:
        return self.known


def fake(monkeypatch: pytest.MonkeyPatch, name: str, **values: object) -> None:
    """Let an exercise find a running Airflow that has these values."""
    airflow = type("Running", (FakeAirflow,), values)
    monkeypatch.setattr(importlib.import_module(f"exercises.{name}.checks"), "Airflow", airflow)


@pytest.mark.parametrize(
    ("found", "answer", "said"),
    [
        ((), "25", "You have not triggered first_pipeline yet."),
        ((("manual__1", "failed", 0),), "25", "Your newest run failed: manual__1."),
        ((("manual__1", "running", 0),), "25", "manual__1 is running. Wait, and ask again."),
        ((("manual__1", "success", 25),), "", "There is no answer yet: make check EXERCISE=find_the_line ANSWER=7"),
        ((("manual__1", "success", 25),), "many", "'many' is not a number."),
        ((("manual__1", "success", 25),), "2", "in your run manual__1 stands another number than 2."),
        ((("manual__1", "success", 25),), "25", None),
        ((("manual__2", "running", 0), ("manual__1", "success", 45)), "45", None),
        ((("manual__2", "success", 25), ("manual__1", "success", 45)), " 45 ", None),
    ],
)
def test_the_line_in_the_log_is_looked_up_in_the_airflow_that_runs(
    make: Callable, monkeypatch: pytest.MonkeyPatch, found: tuple, answer: str, said: str | None
) -> None:
    fake(monkeypatch, "find_the_line", found=found)
    status, output = make("check", "find_the_line", f"--answer={answer}")
    if said:
        assert status == 1
        assert said in " ".join(output.split())
    else:
        assert (status, output.splitlines()[-1]) == (0, f"Met: {code('find_the_line')}")


def test_an_airflow_that_stops_meanwhile_is_told(make: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(*_: object) -> None:
        raise ConnectionError("Airflow does not answer.")

    fake(monkeypatch, "find_the_line", runs=stops)
    status, said = make("check", "find_the_line", "--answer=25")
    assert status == 1
    assert "✗ A run of first_pipeline that you triggered has succeeded\n\n    Airflow does not answer.\n" in said


def test_an_airflow_that_does_not_run_is_to_be_started(make: Callable) -> None:
    status, said = make("check", "find_the_line", "--answer=25")
    assert status == 1
    assert "Airflow does not run. Start it in another terminal, and wait for its address: make airflow" in " ".join(
        said.split()
    )
    assert make("start", "find_the_line")[1].startswith("find_the_line needs no file.\n\nLet the UI show UTC.")


USES_IT = (EXERCISES / "use_a_connection" / "solution.py").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("sqlite://ACADEMY", None),
        ("sqlite:///ACADEMY", "The Connection academy has no host."),
        ("sqlite://%2FACADEMY", None),
        ('{"conn_type": "duckdb", "host": "/nowhere"}', "The Connection academy is of the type duckdb, not sqlite."),
        ('{"conn_type": "sqlite", "host": "academy.db"}', "The Connection academy leads to academy.db. The academy's"),
        ('{"conn_type": "sqlite", "host": "$PWD/academy.db"}', "The Connection academy leads to $PWD/academy.db."),
        ('{"conn_type": "sqlite"}', "The Connection academy has no host."),
        ("{conn_type: sqlite}", "Airflow can't read the Connection academy"),
        ("", "Airflow can't read the Connection academy"),
    ],
)
def test_a_connection_in_the_environment_is_judged(
    judge: Callable, monkeypatch: pytest.MonkeyPatch, value: str, said: str | None
) -> None:
    escaped = str(ACADEMY).lstrip("/").replace("/", "%2F")
    value = value.replace("%2FACADEMY", f"%2F{escaped}").replace("ACADEMY", str(ACADEMY))
    monkeypatch.setenv("AIRFLOW_CONN_ACADEMY", value)
    verdict = judge("use_a_connection", USES_IT)
    if said:
        assert said in verdict.missing
        assert verdict.met == 2
    else:
        assert (verdict.met, verdict.missing) == (5, "")


def test_a_connection_is_found_in_the_airflow_that_runs(judge: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AIRFLOW_CONN_ACADEMY")
    assert (
        "in this terminal (AIRFLOW_CONN_ACADEMY). Airflow does not run." in judge("use_a_connection", USES_IT).missing
    )
    fake(monkeypatch, "use_a_connection")
    assert "nor in Airflow." in judge("use_a_connection", USES_IT).missing
    known = {"connection_id": "academy", "conn_type": "sqlite", "host": str(ACADEMY), "port": None, "extra": None}
    fake(monkeypatch, "use_a_connection", known=known)
    assert judge("use_a_connection", USES_IT).met == 5


ADVISED = {  # a line of a DAG file, and what there is to say of it
    "text = open('x').read()": "open(…) runs each time that Airflow reads the file",
    "with warehouse() as db: db.execute('SELECT 1')": "warehouse(…) runs each time that Airflow reads the file",
    "requests.get('http://a.test')": "requests.get(…) runs each time",
    "def helper(): return open('x')\nhelper()": "open(…) runs each time",
    "@dag\ndef one():\n    open('x')": "open(…) runs each time",
    "with DAG('one'):\n    sqlite3.connect('x')": "sqlite3.connect(…) runs each time",
    "SqliteHook('academy').get_first('SELECT 1')": "get_first(…) runs each time",
    "key = Variable.get('key')": "Variable.get(…) runs each time",
    "@dag(start_date=datetime.now())\ndef one(): ...": "start_date depends on the clock",
    "DAG('one', default_args={'start_date': pendulum.now()})": "start_date depends on the clock",
    "@dag(schedule=timedelta(hours=datetime.datetime.now().hour))\ndef one(): ...": "schedule depends on the clock",
    "from airflow.decorators import task\n@task\ndef one(): ...": "`airflow.decorators.task` is removed in Airflow 3.0",
    "from airflow.sdk import dag\n@dag(schedule_interval=None)\ndef one(): ...": "`schedule_interval` is removed",
}
FINE = [
    "def helper(): return open('x')",
    "@task\ndef one():\n    with warehouse() as db: db.execute(f'{datetime.now()}')",
    "class One(BaseOperator):\n    def execute(self, context): open('x')",
    "if __name__ == '__main__':\n    open('x')",
    "later = lambda: open('x')",
    "def broken(:",
    "@dag(start_date=pendulum.datetime(2026, 1, 1))\ndef one(): two(three())",
]


@pytest.mark.parametrize("source", ADVISED)
def test_advice_is_given(tmp_path: Path, source: str) -> None:
    path = tmp_path / "one.py"
    path.write_text(source, encoding="utf-8")
    assert ADVISED[source] in "\n".join(advice.look(path))


@pytest.mark.parametrize("source", FINE)
def test_what_is_fine_gets_no_advice(tmp_path: Path, source: str) -> None:
    path = tmp_path / "one.py"
    path.write_text(source, encoding="utf-8")
    assert advice.look(path) == []


def test_the_example_of_the_guide_can_be_pasted(mine: Path) -> None:
    guide = read_page(ROOT / "CONTRIBUTING.md", ROOT)
    checks, wrong = [code.text for code in guide.codes if code.language == "python" and "say_hello" in code.text]
    pasted: dict = {}
    exec(compile(checks, "checks.py", "exec", dont_inherit=True), pasted)
    for source, met in ((wrong, 2), (wrong.replace('return "Hello"', 'print("Hello")'), 3)):
        (mine / "say_hello.py").write_text(source, encoding="utf-8")
        verdict = Work("say_hello").judge(pasted["REQUIREMENTS"])
        assert verdict.met == met
        assert verdict.missing == ("" if met == 3 else wrong.splitlines()[0].removeprefix(GETS))


def test_the_whole_as_a_learner_types_it(tmp_path: Path) -> None:
    def type_it(line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*line.split(), *running.INSTALLED],
            cwd=ROOT,
            env=running.environment(tmp_path / "a folder" / ".airflow", AIRFLOW__CORE__EXECUTOR="AnotherOne"),
            capture_output=True,
            text=True,
            check=False,
        )

    begun = type_it("make start EXERCISE=shell_and_sql")
    assert (begun.returncode, begun.stderr) == (0, "")
    path = tmp_path / "a folder" / "my_dags" / "shell_and_sql.py"
    assert path.read_bytes() == (EXERCISES / "shell_and_sql" / "start.py").read_bytes()
    shutil.copy(EXERCISES / "shell_and_sql" / "solution.py", path)
    done = type_it("make check EXERCISE=shell_and_sql")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert re.search(r"Ignored, because it is meant for another program: .*AIRFLOW__CORE__EXECUTOR", done.stdout)
    assert done.stdout.splitlines()[-1] == f"Met: {code('shell_and_sql')}"
    shown = type_it("make solution EXERCISE=shell_and_sql")
    assert (shown.returncode, shown.stdout.splitlines()[-1]) == (0, "my_dags/shell_and_sql.py is the same.")


def test_make_clean_leaves_what_a_learner_wrote(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "my_dags").mkdir()
    (tmp_path / "my_dags" / "first_dag.py").write_text("# mine\n", encoding="utf-8")
    (tmp_path / ".airflow").mkdir()
    subprocess.run(["make", "clean"], cwd=tmp_path, capture_output=True, check=True)
    assert not (tmp_path / ".airflow").exists()
    assert (tmp_path / "my_dags" / "first_dag.py").read_text(encoding="utf-8") == "# mine\n"

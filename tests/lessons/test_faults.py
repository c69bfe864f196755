"""The broken pipelines: each is broken in the way that it says, mended by our solution, and by no wrong repair."""

from __future__ import annotations

import difflib
import importlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import datetime, timezone
from io import StringIO
from pathlib import Path

import pytest

import dag_files
import exercise
import run as runner
from course.exercises import names
from course.faults import LEVELS, faults
from course.model import SHELL
from course.read import read_page
from include.places import DATA, MY_DAGS
from judging import Requirement, Verdict, Work
from tests.examples.fixtures import ROOT
from tests.model import COURSE

FOLDER = ROOT / "faults"
FAULTS = faults(ROOT)
WRONG = sorted(FOLDER.glob("*/wrong/*"))
GETS = "# Gets: "
AUTUMN = ("2026-10-01T00:00", "2026-12-31T00:00")  # of which the faults tell
WARM = "from airflow.sdk import dag, task\n@task\ndef a(): ...\n@dag\ndef warm(): a()\nwarm()\n"


@pytest.fixture(scope="module")
def ready(airflow: None) -> Iterator[None]:
    """An Airflow in this process that has run a DAG: what judges need not begin from nothing."""
    MY_DAGS.mkdir(exist_ok=True)
    (MY_DAGS / "warm.py").write_text(WARM, encoding="utf-8")
    try:
        with redirect_stdout(StringIO()):
            runner.load("warm").test()
        yield
    finally:
        shutil.rmtree(MY_DAGS)


@pytest.fixture
def begin(ready: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Work]:
    """Return a function that puts a fault into its place, as `make break` does: files, and what is in Airflow."""

    def begin_it(name: str) -> None:
        monkeypatch.setattr("airflow_local_settings.FAULT", name)
        monkeypatch.setattr(dag_files, "FOLDERS", (MY_DAGS,))
        shutil.rmtree(MY_DAGS)
        shutil.copytree(FOLDER / name / "broken", MY_DAGS)
        shutil.rmtree(DATA, ignore_errors=True)
        world(name).make_files(DATA)
        if hasattr(world(name), "make_state"):
            world(name).make_state()

    return begin_it


def world(name: str):  # noqa: ANN201 (a module)
    """Return what makes the files of a fault, and what is wrong in Airflow."""
    return importlib.import_module(f"faults.{name}.world")


def requirements(name: str) -> tuple[Requirement, ...]:
    """Return what the repair of a fault has to do."""
    return importlib.import_module(f"faults.{name}.checks").REQUIREMENTS


def judge(name: str, wanted: tuple[Requirement, ...] = ()) -> Verdict:
    """Judge what there is, by what its repair has to do or by something else."""
    return Work(name, make_files=world(name).make_files).judge(wanted or requirements(name))


def repair(name: str, path: Path) -> None:
    """Put a file in the place of the fault's, or type what it has to be typed."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        (MY_DAGS / f"{name}.py").write_text(text.partition("\n")[2] if text.startswith(GETS) else text, "utf-8")
    else:
        type_it(name, text)


def type_it(name: str, text: str) -> None:
    """Type lines as a learner does: Airflow's commands on the Airflow of this process, others in a shell."""
    text = text.replace(f"$PWD/.airflow/broken/{name}/data", str(DATA)).replace(f"broken/{name}", str(MY_DAGS))
    for line in text.splitlines():
        words = shlex.split(line, comments=True)
        if words[:2] == [f"FAULT={name}", "./airflow"]:
            command(words[2:])
        else:
            subprocess.run(["bash", "-ec", line], check=True)


def command(words: list[str]) -> None:
    """Do what Airflow's command line does, in a fork: it sets up logging anew."""
    child = os.fork()
    if child == 0:
        try:
            from airflow.cli.cli_parser import get_parser

            options = get_parser().parse_args(words)
            options.func(options)
        finally:
            os._exit(int(sys.exc_info()[0] is not None))
    assert os.waitpid(child, 0)[1] == 0


def solution_commands(name: str) -> list[str]:
    """Return the commands of our solution."""
    return [code.text for code in read_page(FOLDER / name / "solution.md", ROOT).codes if code.language in SHELL]


def due(day: int, hour: int, month: int = 11) -> datetime:
    """Return a time in the autumn of which the faults tell, in UTC."""
    return datetime(2026, month, day, hour, tzinfo=timezone.utc)


def no_such_table(work: Work) -> bool:
    work.begin()
    return "OperationalError: no such table: sales" in work.run_again(due=due(22, 20)).failures["add_up"]


def not_listed(work: Work) -> bool:
    return "Cycle detected in Dag: flour_order" in work.found.trouble


def green_and_empty(work: Work) -> bool:
    data = work.begin()
    outcome = work.run_again(due=due(22, 3))
    return (
        (outcome.state, outcome.states) == ("success", {})
        and not (data / "lists").exists()
        and len(work.due(*AUTUMN)) == 4
    )


def bakes_nothing(work: Work) -> bool:
    return work.started() == ["mix", "shelve"]


def waits_in_vain(work: Work) -> bool:
    data = work.begin()
    before, after = (work.run_again(due=due(day, 5)) for day in (19, 20))
    endless = work.dag().get_task("wait_for_orders").timeout == 7 * 24 * 60 * 60
    packed = [path.name for path in (data / "lists").iterdir()]
    return endless and before.state == "success" and "Timeout" in after.failure() and packed == ["2026-11-19.txt"]


def green_and_sends_nothing(work: Work) -> bool:
    data = work.begin()
    outcome = work.run_again(due=due(22, 18))
    sent = (data / "orders").exists()
    return (outcome.state, outcome.states["send"], sent) == ("success", "skipped", False)


def either_file(work: Work) -> bool:
    """Read both files as the DAG processor does, in either order."""
    from airflow.dag_processing.dagbag import DagBag, sync_bag_to_db
    from airflow.models.dag import DagModel

    names = [f"{name}.py" for name in ("price_list", "price_list_until_november", "price_list")]
    taken = []
    for name in names:
        bag = DagBag(str(MY_DAGS / name), bundle_path=MY_DAGS, bundle_name="one_file")
        sync_bag_to_db(bag, "one_file", None)
        taken.append(Path(DagModel.get_current("price_list").fileloc).name)
        if bag.import_errors:
            return False
    return taken == names


def twice_as_much(work: Work) -> bool:
    work.begin()
    return "2026-11-22: 6 things for 6.80 euros" in work.run_again(due=due(22, 19)).said["tell"]


def no_report_of_one_day(work: Work) -> bool:
    data = work.begin()
    states = {work.run_again(due=time).state for time in work.due(*AUTUMN)}
    written = [path.stem for path in sorted((data / "reports").iterdir())]
    return states == {"success"} and written == [f"2026-10-{day}" for day in (21, 22, 23, 25, 26)]


def green_and_published(work: Work) -> bool:
    data = work.begin()
    outcome = work.run_again(due=due(22, 23))
    published = "-30000" in (data / "books" / "2026-11-22.txt").read_text(encoding="utf-8")
    return (outcome.state, outcome.states["check"], published) == ("success", "failed", True)


def green_and_too_much(work: Work) -> bool:
    work.begin()
    outcomes = [work.run_again(due=due(day, 7), retry=True) for day in (20, 21, 22)]
    states = {outcome.state for outcome in outcomes}
    return states == {"success"} and "In the store: 300 kilograms" in outcomes[-1].said["tell"]


BROKEN_SO = {
    "shop_totals": no_such_table,
    "flour_order": not_listed,
    "morning_list": green_and_empty,
    "oven_plan": bakes_nothing,
    "packing_list": waits_in_vain,
    "milk_order": green_and_sends_nothing,
    "price_list": either_file,
    "daily_sales": twice_as_much,
    "till_report": no_report_of_one_day,
    "clean_books": green_and_published,
    "flour_stock": green_and_too_much,
}


@pytest.mark.parametrize("name", FAULTS)
def test_it_is_broken_in_the_way_that_it_says(begin: Callable, name: str) -> None:
    begin(name)
    so = Requirement("", lambda work: "" if BROKEN_SO[name](work) else "it is not")
    verdict = judge(name, (so, *requirements(name)))
    assert verdict.met >= 1, verdict.missing
    assert verdict.missing
    assert "Traceback" not in verdict.missing


@pytest.mark.parametrize("name", FAULTS)
def test_our_solution_mends_it(begin: Callable, name: str) -> None:
    begin(name)
    if (FOLDER / name / "solution.py").exists():
        repair(name, FOLDER / name / "solution.py")
    for text in solution_commands(name):
        type_it(name, text)
    assert judge(name) == Verdict(len(requirements(name)))


def test_a_task_that_only_watches_for_failures_mends_the_books_too(begin: Callable) -> None:
    name = "clean_books"
    begin(name)
    source = (FOLDER / name / "solution.py").read_text(encoding="utf-8")
    for old, new in (
        ("@task\ndef tell(ds):", '@task(trigger_rule="one_failed")\ndef watcher():'),
        ('print(f"The books of {ds} are published")', 'raise ValueError("A task has failed")'),
        (
            "fetch() >> check() >> publish() >> [clean_up(), tell()]",
            "checked, published = check(), publish()\n"
            "    fetch() >> checked >> published >> clean_up()\n"
            "    [checked, published] >> watcher()",
        ),
    ):
        assert old in source
        source = source.replace(old, new)
    (MY_DAGS / f"{name}.py").write_text(source, encoding="utf-8")
    assert judge(name) == Verdict(len(requirements(name)))


@pytest.mark.parametrize("path", WRONG, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_a_wrong_repair_gets_its_message(begin: Callable, path: Path) -> None:
    name = path.parents[1].name
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(GETS), "the first line says which message it must get"
    begin(name)
    repair(name, path)
    verdict = judge(name)
    assert first.removeprefix(GETS) in verdict.missing
    assert "Traceback" not in verdict.missing
    assert verdict.met < len(requirements(name))


def test_no_exercise_has_the_name_of_a_fault() -> None:
    assert not set(FAULTS) & set(names(COURSE))


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_whole(name: str) -> None:
    fault, folder = FAULTS[name], FOLDER / name
    assert (folder / "broken" / f"{name}.py").is_file()
    assert (folder / "solution.py").is_file() or solution_commands(name)
    assert len(list(folder.glob("wrong/*"))) >= 2
    assert fault.level in LEVELS
    assert len(fault.hints) == len(set(fault.hints)) == 3
    assert all(len(hint) > 40 for hint in fault.hints)
    for file in ("task.md", "solution.md"):
        text = (folder / file).read_text(encoding="utf-8")
        assert not re.search(r"^#|\]\(", text, re.MULTILINE), "no heading, no link: a terminal shows it"


@pytest.mark.parametrize("name", FAULTS)
def test_the_first_two_hints_have_no_word_of_the_solution(name: str) -> None:
    text = (FOLDER / name / "broken" / f"{name}.py").read_text(encoding="utf-8")
    known = set(re.findall(r"\w{4,}", text + FAULTS[name].observed))
    new = set(re.findall(r"\w{4,}", " ".join(solution_commands(name)))) - {"FAULT", "airflow", "conn", name}
    if (FOLDER / name / "solution.py").exists():
        ours = (FOLDER / name / "solution.py").read_text(encoding="utf-8")
        added = [line for line in difflib.ndiff(text.splitlines(), ours.splitlines()) if line.startswith("+ ")]
        new |= set(re.findall(r"\w{4,}", "\n".join(line.partition("#")[0] for line in added)))
    hinted = set(re.findall(r"\w{4,}", " ".join(FAULTS[name].hints[:2])))
    assert hinted & (new - known) == set()


@pytest.fixture
def make(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function that does what a target of the Makefile does for a fault, and returns what it says."""
    exercise.STATE.unlink(missing_ok=True)
    monkeypatch.setattr(exercise, "FOLDER", FOLDER)

    def make_it(what: str, name: str) -> str:
        monkeypatch.setattr(exercise, "FAULT", name)
        try:
            exercise.main([what, name])
        except SystemExit as stop:
            return capsys.readouterr().out + str(stop.code)
        return capsys.readouterr().out

    return make_it


@pytest.mark.parametrize("name", FAULTS)
def test_hints_come_one_after_the_other(make: Callable, name: str) -> None:
    hints = FAULTS[name].hints
    for number in (1, 2, 3, 3):
        said = " ".join(make("hint", name).split())
        assert [hint in said for hint in (" ".join(hint.split()) for hint in hints)] == [
            place < number for place in range(3)
        ]
        assert ("Ask again for the next hint." in said) == (number < 3)
    assert said.endswith(f"make solution FAULT={name}")


def test_a_check_keeps_the_hints(make: Callable) -> None:
    make("hint", "till_report")
    exercise.show("till_report", requirements("till_report"), Verdict(1, "It is wrong."))
    assert "Hint 2 of 3" in make("hint", "till_report")
    assert json.loads(exercise.STATE.read_text(encoding="utf-8"))["till_report"]["met"] == 1


def test_our_solution_is_shown_with_why_and_the_difference(make: Callable, begin: Callable) -> None:
    begin("daily_sales")
    said = make("solution", "daily_sales")
    assert said.startswith("`load` inserts, and nothing else.")
    assert '\n+        db.execute("DELETE FROM sales WHERE day = ?", (ds,))\n' in said
    assert "./airflow pools set ovens 2" in make("solution", "oven_plan")


@pytest.mark.parametrize("what", ["check", "hint", "solution"])
def test_a_name_that_there_is_not_is_answered_with_those_that_there_are(make: Callable, what: str) -> None:
    said = make(what, "oven_plans")
    assert "There is no broken pipeline 'oven_plans'. Did you mean oven_plan?" in said
    assert all(name in said for name in FAULTS)

"""What the lessons say of the examples: their diagrams show the DAGs, their solutions run, their messages are real."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import dag_files
import run as runner
from course.diagrams import flowchart
from course.read import read_page
from tests.examples.fixtures import DAG_IDS, ROOT, FaultySlack, Outcome
from tests.examples.test_dags import test_a_dag_says_what_it_is_and_survives_a_failure as check_dag
from tests.model import COURSE

SYSTEMS = {"outside", "data", "person"}  # the styles of what is no task


class Diagram(NamedTuple):
    """A diagram of a page: groups and nodes with their styles, and edges."""

    page: str
    groups: dict[str, set[str]]
    nodes: dict[str, set[str]]
    edges: set[tuple[str, str]]


def diagrams() -> Iterator[Diagram]:
    """Read every flowchart of the lessons."""
    for page in COURSE.pages.values():
        for diagram in page.diagrams:
            if drawn := flowchart(diagram.text):
                yield Diagram(f"docs/{page.path}", drawn.groups, drawn.nodes, drawn.edges)


@pytest.fixture(scope="module")
def dags(airflow: None) -> dict:
    return {dag_id: runner.load(dag_id) for dag_id in DAG_IDS}


def agree(differences: Iterable[str]) -> None:
    """Fail if there are differences, with each of them on a line of its own: pytest would cut a list."""
    if found := sorted(differences):
        pytest.fail("\n".join(found), pytrace=False)


def differences(diagram: Diagram, dags: dict) -> list[str]:
    """Name each difference between a diagram and the DAGs that it shows.

    A group of a diagram shows the DAG whose id is the group's id: its nodes are the tasks, by their ids. An arrow from
    one DAG into another is an asset. Whatever else such a diagram has is outside the DAGs, and has to be marked so.
    """
    shown = {dag_id: dags[dag_id] for dag_id in diagram.groups if dag_id in dags}
    if not shown:
        return []
    found = []
    home = {node: dag_id for dag_id in shown for node in diagram.groups[dag_id]}
    for dag_id, dag in shown.items():
        nodes, tasks = diagram.groups[dag_id], set(dag.task_ids)
        found += [f"the DAG {dag_id} has a task '{task}' that the diagram does not have" for task in tasks - nodes]
        found += [f"the diagram has a box '{node}' in {dag_id} that is none of its tasks" for node in nodes - tasks]
        found += [
            f"the diagram marks '{node}' as outside, and it is a task of {dag_id}"
            for node in nodes & tasks
            if diagram.nodes[node] & SYSTEMS
        ]
        edges = {(task.task_id, after) for task in dag.tasks for after in task.downstream_task_ids}
        drawn = {edge for edge in diagram.edges if {home.get(end) for end in edge} == {dag_id}}
        found += [
            f"the DAG {dag_id} has an arrow {start} -> {end} that the diagram does not have"
            for start, end in edges - drawn
        ]
        found += [
            f"the diagram has an arrow {start} -> {end} that the DAG {dag_id} does not have"
            for start, end in drawn - edges
        ]
    assets = {
        (task.task_id, root.task_id)
        for dag in shown.values()
        for task in dag.tasks
        for consumer in shown.values()
        if not isinstance(consumer.schedule, (str, type(None)))
        and {asset.name for asset in consumer.schedule} & {asset.name for asset in task.outlets}
        for root in consumer.roots
    }
    crossing = {
        (start, end) for start, end in diagram.edges if start in home and end in home and home[start] != home[end]
    }
    found += [
        f"an asset leads from {start} to {end}, and the diagram has no arrow for it" for start, end in assets - crossing
    ]
    found += [
        f"the diagram has an arrow {start} -> {end}, and no asset leads there" for start, end in crossing - assets
    ]
    systems = set(diagram.nodes) - set(home)
    found += [
        f"'{node}' is no task, and not marked :::outside, :::data or :::person"
        for node in systems
        if not diagram.nodes[node] & SYSTEMS
    ]
    return [f"{diagram.page}: {difference}" for difference in sorted(found)]


def dags_by_page() -> dict[str, set[str]]:
    """Return the DAGs that the diagrams of each page show."""
    found: dict[str, set[str]] = {}
    for diagram in diagrams():
        if known := set(diagram.groups) & set(DAG_IDS):
            found.setdefault(diagram.page, set()).update(known)
    return found


def test_every_dag_is_drawn_in_a_lesson() -> None:
    agree(
        f"no lesson shows the DAG '{dag_id}': draw it, in a group with the id {dag_id}"
        for dag_id in set(DAG_IDS).difference(*dags_by_page().values())
    )


def test_the_diagrams_and_the_dags_agree(dags: dict) -> None:
    agree(difference for diagram in diagrams() for difference in differences(diagram, dags))


def test_each_difference_is_named(dags: dict) -> None:
    [both] = [diagram for diagram in diagrams() if {"first_pipeline", "user_growth"} <= set(diagram.groups)]
    page = both.page

    def after(**changes: object) -> list[str]:
        return differences(both._replace(**changes), dags)

    assert after(edges=both.edges - {("extract", "transform")}) == [
        f"{page}: the DAG first_pipeline has an arrow extract -> transform that the diagram does not have"
    ]
    assert after(edges=both.edges | {("extract", "load")}) == [
        f"{page}: the diagram has an arrow extract -> load that the DAG first_pipeline does not have"
    ]
    assert after(edges=both.edges - {("load", "list_countries")}) == [
        f"{page}: an asset leads from load to list_countries, and the diagram has no arrow for it"
    ]
    assert after(edges=both.edges | {("extract", "list_countries")}) == [
        f"{page}: the diagram has an arrow extract -> list_countries, and no asset leads there"
    ]
    assert after(nodes=both.nodes | {"analysts": set()}) == [
        f"{page}: 'analysts' is no task, and not marked :::outside, :::data or :::person"
    ]
    assert after(nodes=both.nodes | {"load": {"outside"}}) == [
        f"{page}: the diagram marks 'load' as outside, and it is a task of first_pipeline"
    ]
    renamed = {dag_id: {"save" if node == "load" else node for node in nodes} for dag_id, nodes in both.groups.items()}
    assert {
        f"{page}: the DAG first_pipeline has a task 'load' that the diagram does not have",
        f"{page}: the diagram has a box 'save' in first_pipeline that is none of its tasks",
    } <= set(after(groups=renamed, nodes=both.nodes | {"save": set()}))


def test_no_difference_is_cut() -> None:
    many = [f"difference {number:02}, with " + "many words " * 20 for number in range(30)]
    with pytest.raises(pytest.fail.Exception) as failed:
        agree(many)
    assert str(failed.value).splitlines() == many


def solutions() -> dict[str, list[tuple[str, str, str]]]:
    """Return the solutions of each page: the file, what to replace, and by what."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for page in COURSE.pages.values():
        blocks = [code for code in page.codes if code.title.endswith((", before", ", after"))]
        titles = [code.title for code in blocks]
        assert titles == [
            title.rpartition(", ")[0] + which for title in titles[::2] for which in (", before", ", after")
        ], f"docs/{page.path}: behind 'FILE, before' comes 'FILE, after', but there are: {'; '.join(titles)}"
        for before, after in zip(blocks[::2], blocks[1::2], strict=True):
            file = before.title.removesuffix(", before")
            found.setdefault(f"docs/{page.path}", []).append((file, before.text.strip(), after.text.strip()))
    return found


def test_every_lesson_with_a_dag_has_an_exercise_with_a_solution() -> None:
    blocks = "blocks titled 'FILE.py, before' and 'FILE.py, after'"
    agree(
        [
            f"{page} shows a DAG, and has no exercise with a solution: {blocks}"
            for page in dags_by_page().keys() - solutions()
        ]
        + [f"{page} has a solution of an exercise, and shows no DAG" for page in solutions().keys() - dags_by_page()]
    )


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the folder of the DAGs, from which they are loaded in this test."""
    folder = tmp_path / "dags"
    shutil.copytree(ROOT / "examples" / "dags", folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(dag_files, "DAGS", folder)
    monkeypatch.setattr(dag_files, "FOLDERS", (folder,))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    return folder


@pytest.mark.parametrize("page", solutions())
def test_the_solution_of_an_exercise_runs(
    page: str, run: Callable[..., Outcome], slack: FaultySlack, copy: Path
) -> None:
    for file, before, after in solutions()[page]:
        code = (copy / file).read_text(encoding="utf-8")
        if code.count(before) != 1:
            pytest.fail(f"{page}: {file} has this {code.count(before)} times, not once:\n{before}", pytrace=False)
        (copy / file).write_text(code.replace(before, after), encoding="utf-8")
    dag_id = Path(solutions()[page][0][0]).stem
    if dag_id == "fraud_detection":
        run("fraud_training")
    dag = runner.load(dag_id)
    assert Path(dag.fileloc).is_relative_to(copy)
    outcome = run(dag)
    assert outcome.state == "success", outcome.output


def test_the_pipeline_of_the_guide_can_be_added(run: Callable[..., Outcome], copy: Path) -> None:
    guide = read_page(ROOT / "CONTRIBUTING.md", ROOT)
    [file] = [code.text for code in guide.codes if code.text.startswith('"""### Plan mix')]
    [drawing] = [code.text for code in guide.codes if "subgraph plan_mix" in code.text]
    [test] = [code.text for code in guide.codes if "def test_each_plan_is_counted" in code.text]
    (copy / "plan_mix.py").write_text(file, encoding="utf-8")
    dag = runner.load("plan_mix")
    check_dag({"plan_mix": dag}, "plan_mix")
    drawn = flowchart(drawing.split("\n", 1)[1].rsplit("```", 1)[0])
    agree(differences(Diagram("CONTRIBUTING.md", drawn.groups, drawn.nodes, drawn.edges), {"plan_mix": dag}))
    names: dict = {}
    exec(test, names)
    names["test_each_plan_is_counted"](run)


@pytest.mark.parametrize(
    ("page", "promise"),
    [
        (
            "airflow/run-it-yourself",
            "extract failed on attempt 1: There are no sign-ups of 2026-02-01: 2026-02-01.csv is",
        ),
        ("use-cases/data-powered-applications", "ingest failed on attempt 1: 2026-11-22/watch.jsonl:17: not JSON ("),
        ("use-cases/data-powered-applications", "Correct or remove the line, then clear the task."),
        ("use-cases/data-powered-applications", "No readings arrived on 2026-02-01. Nothing was changed."),
        (
            "use-cases/critical-operational-processes",
            "detect failed for good, on attempt 1: There is no trained model.",
        ),
        ("use-cases/critical-operational-processes", "Trigger fraud_training, then clear this task."),
        (
            "use-cases/analytics-and-reporting",
            "I don't know a customer with the domain nobody.test. Is it spelled right?",
        ),
        ("use-cases/mlops-and-ai", "No language model is set (ASK_LLM_URL), so these are the passages themselves:"),
    ],
)
def test_the_lessons_promise_the_messages_that_the_other_tests_see(page: str, promise: str) -> None:
    agree([] if promise in COURSE.pages[f"{page}.md"].source else [f"docs/{page}.md does not say: {promise}"])


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("test_the_highest_is_found", "return max(values)", "return min(values)"),
        ("test_no_values_are_a_fault", 'raise ValueError("Nothing was measured")', "return None"),
        ("test_the_highest_waits_for_the_values", "find_highest(measure())", "find_highest([1.0])"),
    ],
)
def test_the_tests_that_a_lesson_shows_pass_and_can_fail(airflow: None, name: str, old: str, new: str) -> None:
    code = (ROOT / "examples" / "lessons" / "tested.py").read_text(encoding="utf-8")
    right: dict = {}
    exec(code, right)
    right[name]()
    assert code.count(old) == 1
    wrong: dict = {}
    exec(code.replace(old, new), wrong)
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        wrong[name]()

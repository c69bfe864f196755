"""What the lessons say of the examples: their diagrams show the DAGs, their solutions run, their messages are real."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import run as runner
from course.diagrams import flowchart
from course.read import read
from tests.examples.conftest import DAG_IDS, ROOT, FaultySlack, Outcome

COURSE = read(ROOT)
SYSTEMS = {"outside", "data"}  # the styles of what is no task


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


def differences(diagram: Diagram, dags: dict) -> list[str]:
    """Name each difference between a diagram and the DAGs that it shows.

    A group of a diagram shows the DAG whose id is the group's id: its nodes are the tasks, by their ids. An edge from
    one DAG into another is an asset. Whatever else such a diagram has is outside the DAGs, and has to be marked so.
    """
    shown = {dag_id: dags[dag_id] for dag_id in diagram.groups if dag_id in dags}
    if not shown:
        return []
    found = []
    home = {node: dag_id for dag_id in shown for node in diagram.groups[dag_id]}
    for dag_id, dag in shown.items():
        nodes, tasks = diagram.groups[dag_id], set(dag.task_ids)
        found += [f"{dag_id} has the task '{task}', the diagram has not" for task in tasks - nodes]
        found += [f"the diagram has '{node}' in {dag_id}, which is none of its tasks" for node in nodes - tasks]
        found += [
            f"'{node}' is a task, and marked as outside" for node in nodes & tasks if diagram.nodes[node] & SYSTEMS
        ]
        edges = {(task.task_id, after) for task in dag.tasks for after in task.downstream_task_ids}
        drawn = {edge for edge in diagram.edges if {home.get(end) for end in edge} == {dag_id}}
        found += [f"{dag_id} has {start} -> {end}, the diagram has not" for start, end in edges - drawn]
        found += [f"the diagram has {start} -> {end}, {dag_id} has not" for start, end in drawn - edges]
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
    found += [f"an asset leads from {start} to {end}, the diagram has not" for start, end in assets - crossing]
    found += [f"the diagram has {start} -> {end}, and no asset does that" for start, end in crossing - assets]
    systems = set(diagram.nodes) - set(home)
    found += [
        f"'{node}' is no task, and not marked :::outside or :::data"
        for node in systems
        if not diagram.nodes[node] & SYSTEMS
    ]
    return [f"{diagram.page}: {difference}" for difference in sorted(found)]


def test_every_dag_is_drawn_in_a_lesson(dags: dict) -> None:
    drawn = {group for diagram in diagrams() for group in diagram.groups}
    assert set(dags) - drawn == set()


def test_the_diagrams_and_the_dags_agree(dags: dict) -> None:
    assert [difference for diagram in diagrams() for difference in differences(diagram, dags)] == []


def test_each_difference_is_named(dags: dict) -> None:
    [both] = [diagram for diagram in diagrams() if {"first_pipeline", "user_growth"} <= set(diagram.groups)]
    page = both.page

    def after(**changes: object) -> list[str]:
        return differences(both._replace(**changes), dags)

    assert after(edges=both.edges - {("extract", "transform")}) == [
        f"{page}: first_pipeline has extract -> transform, the diagram has not"
    ]
    assert after(edges=both.edges | {("extract", "load")}) == [
        f"{page}: the diagram has extract -> load, first_pipeline has not"
    ]
    assert after(edges=both.edges - {("load", "list_countries")}) == [
        f"{page}: an asset leads from load to list_countries, the diagram has not"
    ]
    assert after(edges=both.edges | {("extract", "list_countries")}) == [
        f"{page}: the diagram has extract -> list_countries, and no asset does that"
    ]
    assert after(nodes=both.nodes | {"analysts": set()}) == [
        f"{page}: 'analysts' is no task, and not marked :::outside or :::data"
    ]
    assert after(nodes=both.nodes | {"load": {"outside"}}) == [f"{page}: 'load' is a task, and marked as outside"]
    renamed = {dag_id: {"save" if node == "load" else node for node in nodes} for dag_id, nodes in both.groups.items()}
    assert {
        f"{page}: first_pipeline has the task 'load', the diagram has not",
        f"{page}: the diagram has 'save' in first_pipeline, which is none of its tasks",
    } <= set(after(groups=renamed, nodes=both.nodes | {"save": set()}))


def solutions() -> dict[str, list[tuple[str, str, str]]]:
    """Return the solutions of each page: the file, what to replace, and by what."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for page in COURSE.pages.values():
        blocks = [
            (*code.title.split(", "), code.text.strip())
            for code in page.codes
            if code.title.endswith((", before", ", after"))
        ]
        for (file, first, before), (same, second, after) in zip(blocks[::2], blocks[1::2], strict=True):
            assert (file, first, second) == (same, "before", "after"), (
                f"{page.path}: 'before' and 'after' come in pairs"
            )
            found.setdefault(f"docs/{page.path}", []).append((file, before, after))
    return found


def test_every_lesson_with_a_dag_has_an_exercise_with_a_solution() -> None:
    assert sorted(solutions()) == sorted({diagram.page for diagram in diagrams() if set(diagram.groups) & set(DAG_IDS)})


@pytest.mark.parametrize("page", solutions())
def test_the_solution_of_an_exercise_runs(
    page: str, run: Callable[..., Outcome], slack: FaultySlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(ROOT / "examples" / "dags", tmp_path / "dags")
    for file, before, after in solutions()[page]:
        path = tmp_path / "dags" / file
        code = path.read_text(encoding="utf-8")
        assert code.count(before) == 1, f"{page}: {file} has no '{before}'"
        path.write_text(code.replace(before, after), encoding="utf-8")
    monkeypatch.setattr(runner, "EXAMPLES", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    dag_id = Path(solutions()[page][0][0]).stem
    if dag_id == "fraud_detection":
        run("fraud_training")
    outcome = run(dag_id)
    assert outcome.state == "success", outcome.output


@pytest.mark.parametrize(
    ("page", "promise"),
    [
        (
            "practice/run-it-yourself",
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
    assert promise in COURSE.pages[f"{page}.md"].source

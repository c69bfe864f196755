"""What test_a_dag asks for. The learner's tests run on the DAG as it was given, and on copies with a fault each."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from typing import TYPE_CHECKING

import environment
from judging import Requirement, Work, is_listed, variables

if TYPE_CHECKING:
    import pytest

DAG_ID = "daily_sales"
# Of pytest's own plugins. One of them looks for what is no longer used, which is much with Airflow.
NOT_NEEDED = ("cacheprovider", "faulthandler", "unraisableexception")
# What stands in the DAG, and what stands there instead if it has a fault.
FAULTS = {
    "clean keeps an order that comes twice": ("list(dict(orders).items())", "list(orders)"),
    "total leaves out what was given back": ("number, amount in orders)", "number, amount in orders if amount > 0)"),
    "check says nothing when there are no orders": ('raise ValueError("There are', 'print("There are'),
    "tell does not wait for check": ("check(orders) >> tell(total(orders))", "check(orders), tell(total(orders))"),
    "fetch is not tried again": ("@task(retries=2)\ndef fetch", "@task\ndef fetch"),
}


def pass_as_it_is(work: Work) -> str:
    """Return why the tests do not pass with the DAG that was given."""
    if missing := is_listed(work):
        return missing
    for given, _ in FAULTS.values():
        if given not in work.source:
            return f"The DAG has changed. Leave it as it was; this is missing: {given}"
    found = _run(work, work.source)
    if found.trouble:
        return f"pytest can't read {work.file}. {found.trouble}"
    if not found.passed and not found.failed:
        return "There is no test. A test is a function whose name begins with test_."
    for name, why in found.failed.items():
        return f"{name} fails with the DAG as it is. {why}"
    return ""


def catches(fault: str) -> Callable[[Work], str]:
    """Return a check that a test fails if the DAG has a fault.

    Args:
        fault: one of FAULTS.
    """

    def missing(work: Work) -> str:
        found = _run(work, work.source.replace(*FAULTS[fault], 1))
        if found.failed or found.trouble:
            return ""
        tests = f"All your tests pass: {', '.join(found.passed)}." if len(found.passed) > 1 else "Your test passes."
        return f"In a copy of the DAG, {fault}. {tests}"

    return missing


class _Found:
    """What pytest found; it is a plugin of pytest, which tells it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.trouble = ""
        self.passed: list[str] = []
        self.failed: dict[str, str] = {}  # why, by the test's name

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note why a file can't be read."""
        if report.failed:
            self.trouble = report.longreprtext.strip().splitlines()[-1].removeprefix("E").strip()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a test ended."""
        name = report.nodeid.rpartition("::")[2]
        if report.failed:
            crash = getattr(report.longrepr, "reprcrash", None)  # none if an argument of the test is no fixture
            lines = (crash.message if crash else report.longreprtext).strip().splitlines()
            self.failed[name] = f"{lines[0]} (line {crash.lineno})" if crash else lines[-1]
        elif report.when == "call" and report.passed:
            self.passed.append(name)


def _run(work: Work, source: str) -> _Found:
    """Run the tests in a source, without the plugins and settings that this machine has for pytest."""
    import pytest

    found = _Found()
    number, path = tempfile.mkstemp(prefix="test_a_dag_", suffix=".py", dir=work.temporary)  # each has a module's name
    with open(number, "w", encoding="utf-8") as file:
        file.write(source)
    environment.limit_to(work.path)  # for a test that runs the DAG
    options = [f"-pno:{plugin}" for plugin in NOT_NEEDED] + ["-c", os.devnull, f"--rootdir={work.temporary}"]
    with variables({"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": ""}):
        status = pytest.main([*options, path], plugins=[found])
    if status in (pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR):
        raise RuntimeError(f"pytest ended with {status!r}")
    return found


REQUIREMENTS = (
    Requirement(
        "There are tests, and they pass with the DAG as it is",
        pass_as_it_is,
        (
            "The lesson 'Find the fault', under 'A test for a DAG', writes a test.",
            "A test is a function whose name begins with test_. In it, assert says what has to be true. "
            "total.function(…) calls the function below @task.",
            "def test_total():\n    assert total.function([['A1', 9.5], ['A2', 20.0]]) == 29.5",
        ),
    ),
    Requirement(
        "A test fails if clean keeps an order that comes twice",
        catches("clean keeps an order that comes twice"),
        (
            "The lesson 'Find the fault', under 'A test for a DAG', calls a task's function with values of its own.",
            "Call clean.function with an order that comes twice, and say what has to come out.",
            "assert len(clean.function([['A2', 20.0], ['A2', 20.0]])) == 1",
        ),
    ),
    Requirement(
        "A test fails if total leaves out what was given back",
        catches("total leaves out what was given back"),
        (
            "The lesson 'Find the fault', under 'A test for a DAG', calls a task's function with values of its own.",
            "Call total.function with an order whose amount is negative.",
            "assert total.function([['A1', 9.5], ['A3', -5.0]]) == 4.5",
        ),
    ),
    Requirement(
        "A test fails if check says nothing when there are no orders",
        catches("check says nothing when there are no orders"),
        (
            "The lesson 'Find the fault', under 'A test for a DAG', says how to expect an error.",
            "with pytest.raises(ValueError): begins a block in which that error has to come.",
            "with pytest.raises(ValueError):\n    check.function([])",
        ),
    ),
    Requirement(
        "A test fails if tell does not wait for check",
        catches("tell does not wait for check"),
        (
            "The lesson 'Find the fault', under 'A test for a DAG', asks a DAG for its arrows.",
            'the_dag.get_task("tell") is the task. Its upstream_task_ids are those that it waits for.',
            'assert "check" in the_dag.get_task("tell").upstream_task_ids',
        ),
    ),
    Requirement(
        "A test fails if fetch is not tried again",
        catches("fetch is not tried again"),
        (
            "The lesson 'Find the fault', under 'A test for a DAG', asks a task for its settings.",
            'the_dag.get_task("fetch") is the task. What does it have as retries?',
            'assert the_dag.get_task("fetch").retries == 2',
        ),
    ),
)

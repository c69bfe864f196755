"""What else there is to say of a learner's DAG file: what `ruff` knows of Airflow, and a few things that it does not.

This is advice. An exercise is met without it.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import dag_files

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
CLOCKS = {
    f"{module}.{name}"
    for module in ("datetime", "date", "pendulum", "timezone", "datetime.datetime", "datetime.date")
    for name in ("now", "utcnow", "today", "yesterday", "tomorrow")
}
# What reaches out of the file: the name of a function, or the end of it.
WORK = {"open", "warehouse", "urlopen", "sleep", "connect", "read_csv", "read_sql"}
METHODS = {"execute", "get_records", "get_first", "get_connection", "get_conn", "read_text", "read_bytes", "write_text"}
LIBRARIES = {"requests", "httpx", "subprocess"}


def look(path: Path) -> list[str]:
    """Return what could be better in a file, a line each; nothing for one that Python can't read.

    Args:
        path: of the DAG file.
    """
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):  # the check has said so
        return []
    found = [*_ruff(path), *_work(tree), *_clock(tree)]
    return [f"{dag_files.short(path)}:{line}: {text}" for line, text in sorted(set(found))]


def _ruff(path: Path) -> Iterator[tuple[int, str]]:
    """Give what ruff's rules for Airflow find, such as an import that Airflow 3 no longer has."""
    options = ["--isolated", "--no-cache", "--select=AIR", "--output-format=json"]
    command = [sys.executable, "-m", "ruff", "check", *options, path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout:
        sys.exit(f"ruff can't look at {dag_files.short(path)}: {done.stderr.strip()}")
    for found in json.loads(done.stdout):
        yield found["location"]["row"], f"{found['message']} ({found['code']})"


def _work(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give the work that is done each time that Airflow reads the file."""
    functions = {node.name: node for node in tree.body if isinstance(node, FUNCTIONS) and not node.decorator_list}
    for call in _calls(tree.body, functions, set()):
        name = ast.unparse(call.func)
        if (
            name in WORK
            or name.split(".")[0] in LIBRARIES
            or name.split(".")[-1] in METHODS | WORK
            or name == "Variable.get"
        ):
            yield (
                call.lineno,
                f"{name}(…) runs each time that Airflow reads the file, which is every few seconds or minutes. "
                "Move it into a task.",
            )


def _calls(nodes: list[ast.AST], functions: dict[str, ast.FunctionDef], seen: set[str]) -> Iterator[ast.Call]:
    """Give the calls that run when the file is read: also in a function below @dag, and in one that is called there."""
    for node in nodes:
        if isinstance(node, FUNCTIONS):
            inside = node.body if any(_is_dag(decorator) for decorator in node.decorator_list) else []
            yield from _calls([*node.decorator_list, *inside], functions, seen)
        elif isinstance(node, ast.If) and "__name__" in ast.unparse(node.test):
            yield from _calls(node.orelse, functions, seen)
        elif not isinstance(node, ast.Lambda):
            if isinstance(node, ast.Call):
                yield node
                if isinstance(node.func, ast.Name) and node.func.id in functions.keys() - seen:
                    seen.add(node.func.id)
                    yield from _calls(functions[node.func.id].body, functions, seen)
            yield from _calls(list(ast.iter_child_nodes(node)), functions, seen)


def _is_dag(decorator: ast.expr) -> bool:
    name = ast.unparse(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return name.split(".")[-1] in ("dag", "task_group")


def _clock(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Give where a start date or a schedule depends on the moment at which the file is read."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in ("start_date", "end_date", "schedule"):
            named, value = node.arg, node.value
        elif isinstance(node, ast.Dict) and "start_date" in [getattr(key, "value", None) for key in node.keys]:
            named, value = "start_date", node
        else:
            continue
        for call in ast.walk(value):
            if isinstance(call, ast.Call) and ast.unparse(call.func) in CLOCKS:
                yield (
                    call.lineno,
                    f"{named} depends on the clock, so each reading of the file gives another. "
                    'Take a fixed date, such as pendulum.datetime(2026, 1, 1, tz="UTC").',
                )

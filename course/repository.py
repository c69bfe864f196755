"""What lessons speak of beside themselves: the Makefile's targets, the DAGs, and the files that they include."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

TARGET = re.compile(r"^([a-z][\w-]*):(?!=)", re.MULTILINE)
VARIABLE = re.compile(r"\$\((\w+)\)|^(\w+) \?=", re.MULTILINE)
SECTION = re.compile(r"--8<--[ \t]+\[[ \t]*(start|end)[ \t]*:[ \t]*([\w-]+)[ \t]*\]")


@cache
def _makefile(file: Path, changed: float) -> str:
    return file.read_text(encoding="utf-8")


def _text(file: Path) -> str:
    return _makefile(file, file.stat().st_mtime) if file.is_file() else ""


def targets(root: Path) -> set[str]:
    """Return what one can `make` in a folder; nothing where it has no Makefile."""
    return set(TARGET.findall(_text(root / "Makefile")))


def variables(root: Path) -> set[str]:
    """Return the variables that the Makefile of a folder reads."""
    return {one or other for one, other in VARIABLE.findall(_text(root / "Makefile"))}


def dags(root: Path) -> set[str]:
    """Return the ids of the DAGs in the files of examples/, without running them: those that `make airflow` runs, and
    those that a lesson lets learners write.
    """
    files = [file for folder in ("dags", "lessons") for file in (root / "examples" / folder).glob("*.py")]
    return set().union(*map(dag_ids, files))


def exercises(root: Path) -> set[str]:
    """Return the names of the exercises: the folders in exercises/ that judge something."""
    return {checks.parent.name for checks in (root / "exercises").glob("*/checks.py")}


def faults(root: Path) -> set[str]:
    """Return the names of the broken pipelines: the folders in faults/ that judge something."""
    return {checks.parent.name for checks in (root / "faults").glob("*/checks.py")}


def labs(root: Path) -> set[str]:
    """Return the names of the labs: the folders in labs/ that make something of a page."""
    return {template.parent.name for template in (root / "labs").glob("*/lab.html")}


def dag_ids(file: Path) -> frozenset[str]:
    """Return the ids of the DAGs in a file, as far as they can be seen without running it.

    A DAG is a function below ``@dag``, whose name is the id unless ``dag_id`` is given, or ``DAG("id", …)``.

    Args:
        file: a Python file; one that can't be parsed has none, which its own tests say.
    """
    return _dags(file, file.stat().st_mtime)


@cache
def _dags(file: Path, changed: float) -> frozenset[str]:
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return frozenset()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                call = decorator if isinstance(decorator, ast.Call) else None
                if _name(call.func if call else decorator) == "dag":
                    found.add((_dag_id(call) if call else None) or node.name)
        elif isinstance(node, ast.Call) and _name(node.func) == "DAG" and (identifier := _dag_id(node)):
            found.add(identifier)
    return frozenset(found)


def dag_functions(file: Path) -> list[str]:
    """Return the names of the functions below ``@dag`` at the top level of a file that can be parsed."""
    return [
        node.name
        for node in ast.parse(file.read_bytes()).body
        if isinstance(node, ast.FunctionDef)
        and any(_name(one.func if isinstance(one, ast.Call) else one) == "dag" for one in node.decorator_list)
    ]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _dag_id(call: ast.Call) -> str | None:
    values = [keyword.value for keyword in call.keywords if keyword.arg == "dag_id"] + call.args[:1]
    return next((str(value.value) for value in values if isinstance(value, ast.Constant)), None)


def sections(file: Path) -> dict[str, set[str]]:
    """Return the names of the sections of a file whose start and whose end are marked.

    Args:
        file: a file with lines such as ``# --8<-- [start:ingest]``, as pymdownx.snippets reads them.

    Returns:
        The names by ``start`` and ``end``.
    """
    found: dict[str, set[str]] = {"start": set(), "end": set()}
    for mark, name in SECTION.findall(_text(file)):
        found[mark].add(name)
    return found


def section(file: Path, name: str) -> str:
    """Return the lines of a section of a file, without the marks in it; nothing where it has no such section.

    Args:
        file: as for sections().
        name: of the section; empty for the whole file.
    """
    lines, inside = [], not name
    for line in _text(file).splitlines():
        mark = SECTION.search(line)
        if mark and mark[2] == name:
            inside = mark[1] == "start"
        elif inside and not mark:
            lines.append(line)
    return "\n".join(lines)


def airflow_version(root: Path) -> str:
    """Return the version of Airflow that the examples run, as examples/requirements.txt locks it; empty if it
    doesn't.
    """
    named = re.search(r"^apache-airflow==([\d.]+)", _text(root / "examples" / "requirements.txt"), re.MULTILINE)
    return named[1] if named else ""

"""`make pytest`: the tests that stand in a learner's DAG file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.running import ROOT, environment

TESTED = (ROOT / "examples" / "lessons" / "tested.py").read_text(encoding="utf-8")


def run(home: Path, name: str, source: str = TESTED) -> subprocess.CompletedProcess[str]:
    """Write a file of the learner's, and do what `make pytest NAME=…` does."""
    (home.parent / "my_dags").mkdir()
    (home.parent / "my_dags" / "tested.py").write_text(source, encoding="utf-8")
    command = [sys.executable, ROOT / "examples" / "pytest_dag.py", name]
    # Another project's settings of pytest are in the way nowhere.
    env = environment(home, PYTEST_ADDOPTS="--no-such-option")
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_tests_that_pass(tmp_path: Path) -> None:
    done = run(tmp_path / ".airflow", "tested")
    assert (done.returncode, done.stdout.splitlines()[-1][:9]) == (0, "3 passed "), done.stdout + done.stderr


def test_a_test_that_fails_says_what_came_out(tmp_path: Path) -> None:
    done = run(tmp_path / ".airflow", "tested", TESTED.replace("max(", "min("))
    assert done.returncode == 1
    assert "assert 18.5 == 21.0" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 failed, 2 passed")


@pytest.mark.parametrize("name", ["testd", ""])
def test_without_such_a_file_one_learns_which_there_are(tmp_path: Path, name: str) -> None:
    done = run(tmp_path / ".airflow", name)
    assert done.returncode == 1
    assert "There are: " in done.stderr
    assert ("Did you mean tested?" in done.stderr) == bool(name)

"""Run the tests that stand in a DAG file, with pytest. `make pytest NAME=…` runs this."""

from __future__ import annotations

import difflib
import os
import sys

import check
import dag_files
import environment
import run
from include.places import HOME


def main(name: str) -> None:
    """Run the tests, show what pytest says, and exit with its status: 0 if all have passed.

    Args:
        name: of the file, without ``.py``.
    """
    files = {path.stem: path for path in dag_files.python_files()}
    if name not in files:
        meant = difflib.get_close_matches(name, files, 1)
        said = f"There is no file '{name}.py' with a DAG." if name else "Which file?"
        there_are = f"There are: {', '.join(sorted(files))}."
        sys.exit(f"{said} Did you mean {meant[0]}?\n{there_are}" if meant else f"{said}\n{there_are}")
    HOME.mkdir(parents=True, exist_ok=True)
    check.check_disk(HOME, check.RUN)
    run.load_airflow("http://127.0.0.1:9/api/", "none")
    environment.limit_to(files[name])
    import pytest

    # What this machine or this folder sets for pytest is meant for other tests.
    os.environ |= {"PYTEST_ADDOPTS": "", "PYTEST_PLUGINS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    options = ["-c", os.devnull, f"--rootdir={files[name].parent}", "-p", "no:cacheprovider", "--quiet"]
    sys.exit(pytest.main([*options, str(files[name])]))


if __name__ == "__main__":
    main(sys.argv[1])

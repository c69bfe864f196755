"""Run a command of Airflow's on the Airflow that `make airflow` or `make break` runs. `./airflow` calls this."""

from __future__ import annotations

import fcntl
import json
import os
import sys
from pathlib import Path

import database
import environment
from course import repository
from include.places import FAULT, HOME, ROOT, RUNNING

HELP = {"-h", "--help", "version", "cheat-sheet"}  # what needs no database
START = f"make break FAULT={FAULT}" if FAULT else "make airflow"
NOT_RUNNING = f"Airflow does not run. Start it in another terminal, and wait for its address: {START}"


def main(arguments: list[str]) -> None:
    """Become the command, or say that Airflow doesn't run.

    Args:
        arguments: of the command.
    """
    if FAULT and FAULT not in repository.faults(ROOT):
        sys.exit(f"There is no broken pipeline '{FAULT}', and FAULT names one. To see all: make break")
    if is_running():
        settings = json.loads(RUNNING.read_text(encoding="utf-8"))["settings"]
        if arguments[:1] == ["edge"] and "AIRFLOW__EDGE__API_URL" not in settings:
            sys.exit("This Airflow runs its tasks itself. To let them wait for a worker: make airflow EXECUTOR=edge")
    elif not arguments or HELP & set(arguments):
        settings = environment.settings(8080, database.address(Path("/nowhere")), "", "")
    else:
        sys.exit(NOT_RUNNING)
    environment.enter(settings | {"PYTHONWARNINGS": "ignore"})  # they are for the authors of Airflow
    program = Path(sys.executable).with_name("airflow")
    os.execv(program, [str(program), *arguments])


def is_running() -> bool:
    """Return whether this home's Airflow is held by its command, and so far that there is something to talk to."""
    if not RUNNING.exists():
        return False
    with (HOME / "lock").open("r") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


if __name__ == "__main__":
    main(sys.argv[1:])

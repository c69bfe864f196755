"""Run a broken pipeline in an Airflow of its own, for a learner to mend. `make break` runs this.

Its DAG files lie in broken/NAME/, where the learner mends them, and its home is .airflow/broken/NAME/. Who removes
broken/NAME/ begins anew.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import ClassVar

import environment
import exercise
import start
from course.faults import faults
from fault_world import world
from include.places import BASE, DATA, FAULT, HOME, MY_DAGS, ROOT
from start import say


def main(arguments: list[str]) -> None:
    """Run the broken pipeline that COURSE_FAULT names until Ctrl-C, or show all that there are.

    Args:
        arguments: the port.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8090, help="of Airflow; two of the next four are used too")
    options = parser.parse_args(arguments)
    if not FAULT:
        show_all()
        return
    exercise.refuse_unknown("break", FAULT)
    start.keep_running(options.port, Broken.PORTS, lambda socket: Broken(options.port, socket))


def show_all() -> None:
    """Show every broken pipeline, what is observed, and how far one is."""
    state = exercise.read_state()
    for fault in faults(ROOT).values():
        where = exercise.standing(state.get(fault.name), (BASE.parent / "broken" / fault.name).exists(), "mended")
        print(f"{fault.name}: {fault.level}, about {fault.minutes} minutes, {where}")
        print(exercise.wrapped(fault.observed, 2) + "\n")
    print(f"To begin with the first: make break FAULT={next(iter(faults(ROOT)))}")


class Broken(start.Course):
    """The programs of `make break`: Airflow and its database, with one broken pipeline and nothing else."""

    PORTS: ClassVar = {distance: start.Course.PORTS[distance] for distance in (0, 3, 4)}

    def __init__(self, port: int, socket: Path) -> None:
        """Decide on the settings of all programs, and forget an earlier time if the learner begins anew.

        Args:
            port: of Airflow.
            socket: the folder of the database's socket.
        """
        MY_DAGS.mkdir(parents=True, exist_ok=True)
        self._anew = not any(MY_DAGS.iterdir())
        if self._anew:
            _forget()
        super().__init__(port, "", socket, "local")

    def start(self) -> None:
        """Start everything, put the fault in its place if it is not there, and say what is observed and where."""
        self._start_database()
        if not DATA.exists():
            self._set_up()
        self._start_airflow()
        # Not earlier: its first tasks would ask an Airflow that is busy with its start, and fail of that.
        if self._anew:
            copy = MY_DAGS.with_name(f"{FAULT}.new")
            shutil.copytree(ROOT / "faults" / FAULT / "broken", copy, dirs_exist_ok=True)
            copy.rename(MY_DAGS)
            self.files.look()
            self._until_ready()
        self.files.news()  # and say nothing: what is wrong is for the learner to find
        url = environment.address(self.port)
        say(
            f"""
{exercise.wrapped(exercise.task(FAULT))}

  Airflow        {url}/    user {environment.USER}, password {self.password}
  The pipeline   {MY_DAGS}
  Its files      {DATA}

Find out why, and mend it. In a second terminal:

  Airflow's command line       FAULT={FAULT} ./airflow dags list
  A hint, of three             make hint FAULT={FAULT}
  Is it mended?                make check FAULT={FAULT}
  Our solution, and why        make solution FAULT={FAULT}

Ctrl-C stops it."""
        )

    def _ready(self) -> list[str] | None:
        return super()._ready() if self.files.are_read else None

    def _set_up(self) -> None:
        """Put into Airflow what is wrong there, and make the files that the pipeline works with."""
        if hasattr(world(), "make_state"):
            # In a process of its own, because Airflow reads its settings when it is imported.
            start.complete([sys.executable, "-c", "import fault_world; fault_world.make_state()"], self.env)
        unfinished = DATA.with_name("data.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        world().make_files(unfinished)
        unfinished.rename(DATA)


def _forget() -> None:
    """Remove what is left of an earlier time, but for what holds this home."""
    for path in HOME.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()
    state = exercise.read_state()
    if state.pop(FAULT, None):
        exercise.remember(state)


if __name__ == "__main__":
    main(sys.argv[1:])

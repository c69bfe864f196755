"""The programs of `make airflow`: how they are started, watched, and ended with all that they started themselves."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress

import psutil

from include.places import HOME

LOGS = HOME / "logs"
SHORT = 20  # seconds: a program that ends sooner may end again and again
ATTEMPTS = 3  # of such a program


class Program:
    """A program in a session of its own, with its output in .airflow/logs/."""

    def __init__(self, name: str, title: str, command: list, env: dict[str, str]) -> None:
        """Start it.

        Args:
            name: of its log.
            title: what people call it, to begin a sentence with.
            command: the program and its arguments.
            env: its environment.
        """
        self.title, self.log = title, LOGS / f"{name}.log"
        self._command, self._env = [str(part) for part in command], env
        self._short_lives = 0
        self.start()

    def start(self) -> None:
        """Start it, or start it again."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self._log_begins = output.tell()
            self.process = subprocess.Popen(
                self._command, env=self._env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
            )
        self._started = time.monotonic()
        self.started_at = time.time()

    def start_again(self) -> bool:
        """End what is left of it, and start it again. Return whether that is worth an attempt."""
        lived = time.monotonic() - self._started
        self._short_lives = self._short_lives + 1 if lived < SHORT else 0
        if self._short_lives == ATTEMPTS:
            return False
        stop([self], patience=5)
        self.start()
        return True

    def ended(self) -> str:
        """Say that it has ended by itself, and how; empty while it runs."""
        code = self.process.poll()
        if code is None:
            return ""
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
        return f"{self.title} has ended by itself ({how})."

    def tail(self) -> str:
        """Return the end of what it has written since it was started, for a message."""
        with self.log.open("rb") as log:
            log.seek(self._log_begins)
            lines = log.read().decode(errors="replace").splitlines()[-20:]
        return f"The end of {self.log}:\n" + "\n".join(lines) if lines else f"It wrote nothing to {self.log}."

    def facts(self) -> list[float]:
        """Return what end_left_over() needs to know of it."""
        return [self.process.pid, psutil.Process(self.process.pid).create_time()]


def stop(programs: Iterable[Program], patience: float) -> None:
    """Ask programs to end, and make those end that don't within some seconds, with all that they started.

    Args:
        programs: those to end, at once.
        patience: seconds.
    """
    programs = list(programs)
    started = {child for program in programs for child in _started_by(program.process.pid)}
    for program in programs:
        if program.process.poll() is None:
            program.process.send_signal(signal.SIGINT)
    end = time.monotonic() + patience
    for program in programs:
        with suppress(subprocess.TimeoutExpired):
            program.process.wait(max(0.1, end - time.monotonic()))
    _kill(started | {child for program in programs for child in _started_by(program.process.pid)})
    for program in programs:
        program.process.wait()


def end_left_over(facts: Iterable[list[float]]) -> bool:
    """End what is left of programs whose own parent was killed.

    Args:
        facts: of each program, as Program.facts() returned them.

    Returns:
        Whether anything was left.
    """
    left: set[psutil.Process] = set()
    for number, began in facts:
        pid = int(number)
        with suppress(psutil.NoSuchProcess):
            if abs(psutil.Process(pid).create_time() - began) > 1:
                continue  # another program has the number now
        if began > psutil.boot_time():
            left |= {process for process in _started_by(pid) if process.create_time() >= began - 1}
    _kill(left)
    return bool(left)


def _started_by(pid: int) -> set[psutil.Process]:
    """Return a program and what it started: its descendants, and what is in its session though its parent is gone."""
    found = set(_session(pid))
    for process in list(found):
        with suppress(psutil.NoSuchProcess):
            found |= set(process.children(recursive=True))
    return found


def _session(pid: int) -> Iterator[psutil.Process]:
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, PermissionError, psutil.NoSuchProcess):
            if os.getsid(process.pid) == pid and process.status() != psutil.STATUS_ZOMBIE:
                yield process


def _kill(processes: set[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)

"""Start Airflow with the examples and your own DAGs, a practice Slack and its bot; stop them on Ctrl-C.

`make airflow` runs this.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

import check
import command_line
import dag_files
import database
import environment
import sample_data
from include.places import DATA, HOME, MY_DAGS, RUNNING
from programs import LOGS, Program, end_left_over, stop
from run import has_model

EXAMPLES = Path(__file__).parent
AIRFLOW = Path(sys.executable).with_name("airflow")
READS_WITHIN = 30  # seconds, when it is healthy
# Each is a program of its own, as `airflow standalone` starts them too: but that goes on without one that has ended.
PARTS = {
    "scheduler": "Airflow's scheduler",
    "dag-processor": "Airflow's DAG processor",
    "api-server": "Airflow's API server",
    "triggerer": "Airflow's triggerer",
}


def main() -> None:
    """Start everything, say where it is, and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="of Airflow; the next four are used too")
    parser.add_argument("--channel", default="#academy", help="where the bot answers; a real Slack wants its ID")
    parser.add_argument("--executor", choices=("local", "edge"), default="local", help="edge: a worker runs the tasks")
    options = parser.parse_args()
    keep_running(
        options.port, Course.PORTS, lambda socket: Course(options.port, options.channel, socket, options.executor)
    )


def keep_running(port: int, uses: dict[int, str], make: Callable[[Path], Course]) -> None:
    """Start the programs of this home, and wait for Ctrl-C.

    Args:
        port: of Airflow.
        uses: what this port and those behind it are for, by their distance.
        make: makes the programs, with the folder of the database's socket.
    """
    if not 1024 <= port <= 65531:
        sys.exit(f"The port must be from 1024 to 65531, not {port}.")
    HOME.mkdir(parents=True, exist_ok=True)
    check.check_disk(HOME, check.RUN)
    lock = (HOME / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Airflow is running from {HOME} already. Stop it with Ctrl-C in its terminal.")
    end_what_was_killed()
    for distance, use in uses.items():
        check.check_port(port + distance, use, command_line.START)
    if ignored := environment.enter({}):  # what this program asks itself must not go to a proxy either
        say(f"Ignored, because it is meant for another program: {', '.join(ignored)}")

    for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGHUP: the terminal was closed
        signal.signal(stopping, signal.default_int_handler)
    socket = database.socket_folder()
    course = make(socket)
    try:
        course.start()
        while True:
            time.sleep(0.5)
            course.watch()
    except KeyboardInterrupt:
        say("\nStopping …")
    finally:
        for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stopping, signal.SIG_IGN)  # a second Ctrl-C must not leave programs behind
        course.stop()
        shutil.rmtree(socket, ignore_errors=True)
        RUNNING.unlink(missing_ok=True)
    say("Stopped.")


def end_what_was_killed() -> None:
    """End what is left of an earlier start that was killed, so that nothing of it is in the way."""
    if not RUNNING.exists():
        return
    earlier = json.loads(RUNNING.read_text(encoding="utf-8"))
    if end_left_over(earlier["programs"]):
        say("Ended what was left of an Airflow that was killed.")
    shutil.rmtree(earlier["socket"], ignore_errors=True)
    RUNNING.unlink()


class Course:
    """All programs of `make airflow`."""

    PORTS: ClassVar = {
        0: "Airflow",
        1: "the practice Slack",
        2: "the bot",
        3: "Airflow's logs",
        4: "Airflow's logs",
    }

    def __init__(self, port: int, channel: str, socket: Path, executor: str) -> None:
        """Decide on the settings of all programs.

        Args:
            port: of Airflow; the next four are used too.
            channel: where the bot answers.
            socket: the folder of the database's socket.
            executor: of the tasks: local, or edge.
        """
        self.port, self.socket, self.password = port, socket, environment.password()
        self.edge = executor == "edge"
        slack = {
            "SLACK_BOT_TOKEN": "practice-" + secrets.token_hex(8),
            "SLACK_SIGNING_SECRET": secrets.token_hex(16),
            "SLACK_API_URL": f"http://127.0.0.1:{port + 1}/api/",
        } | {name: value for name, value in os.environ.items() if name.startswith("SLACK_")}
        airflow = {
            "AIRFLOW_URL": f"http://127.0.0.1:{port}",
            "AIRFLOW_USER": environment.USER,
            "AIRFLOW_PASSWORD": self.password,
        }
        self.settings = environment.settings(
            port, database.address(socket), slack["SLACK_API_URL"], slack["SLACK_BOT_TOKEN"]
        )
        if self.edge:
            self.settings |= environment.edge(port)
        self.env = os.environ | slack | airflow | self.settings
        self.channel = channel
        self.programs: dict[str, Program] = {}
        self.files = DagFiles(self.env)

    def start(self) -> None:
        """Start everything, wait until Airflow has read the DAGs, and say where all is."""
        MY_DAGS.mkdir(exist_ok=True)
        prepare(self.env)
        self._start_database()
        python, apps = [sys.executable, "-u"], EXAMPLES / "apps"
        bot_url = f"http://127.0.0.1:{self.port + 2}/slack/events"
        slack = [*python, apps / "practice_slack.py", "--port", self.port + 1, "--bot", bot_url]
        bot = [*python, apps / "academy_bot.py", "--port", self.port + 2, "--channel", self.channel]
        self._launch("slack", "The practice Slack", slack)
        self._launch("bot", "The bot", bot)
        dags = self._start_airflow()
        say(
            f"""
  Airflow          {environment.address(self.port)}/    user {environment.USER}, password {self.password}
  Practice Slack   {environment.address(self.port + 1)}/
  DAGs             {", ".join(dags)}
  Your own DAGs    {MY_DAGS}
  Files            {DATA}
{"  Tasks            wait for a worker, in another terminal: ./airflow edge worker" * self.edge}
Ctrl-C stops it."""
        )
        self._tell()

    def watch(self) -> None:
        """Say what has ended by itself, and start it again; read the DAG files that have changed."""
        if self._revive():
            self._until_ready()
            say("Airflow runs again.")
        self.files.look()
        self._tell()

    def _tell(self) -> None:
        for text in self.files.news():
            say(text)

    def stop(self) -> None:
        """End everything, the database last."""
        self.files.stop()
        stop([program for name, program in self.programs.items() if name != "postgres"], patience=20)
        stop([program for name, program in self.programs.items() if name == "postgres"], patience=20)

    def _start_database(self) -> None:
        if said := database.prepare(HOME / "postgres"):
            say(said)
        self._launch("postgres", "The database", database.command(HOME / "postgres", self.socket))
        self._until_database_answers()

    def _until_database_answers(self) -> None:
        self._until(lambda: database.answers(self.socket) or None, "The database", self.programs["postgres"].log)

    def _start_airflow(self) -> list[str]:
        """Start Airflow, wait until it has read the DAG files, and return the DAGs' ids."""
        say("Starting Airflow …")
        self.files.look()
        # Before its parts start: it writes the secret, too, that they all need.
        complete([AIRFLOW, "db", "migrate"], self.env)
        self._launch_airflow()
        return self._until_ready()

    def _launch_airflow(self) -> None:
        for name, title in PARTS.items():
            self._launch(name, title, [AIRFLOW, name])

    def _until_ready(self) -> list[str]:
        return self._until(self._ready, "Airflow", LOGS)

    def _launch(self, name: str, title: str, command: list) -> None:
        self.programs[name] = Program(name, title, command, self.env)
        self._note()

    def _note(self) -> None:
        """Write down what runs."""
        facts = {
            "programs": [program.facts() for program in self.programs.values() if not program.ended()],
            "socket": str(self.socket),
            "settings": self.settings,
        }
        unfinished = RUNNING.with_suffix(".new")
        unfinished.touch(mode=0o600)  # the settings have Slack's token
        unfinished.write_text(json.dumps(facts), encoding="utf-8")
        unfinished.replace(RUNNING)

    def _revive(self) -> bool:
        """Start again what has ended by itself. Return whether Airflow was among it. Stop if it ends again at once."""
        lost = {name: said for name, program in self.programs.items() if (said := program.ended())}
        parts = [name for name in PARTS if name in self.programs]
        for name, said in lost.items():
            if name not in self.programs:
                continue
            say(f"{said}\nStarting it again …")
            if name == "postgres":
                # Each part of Airflow has lost its connections, and would end of that, sooner or later.
                stop([self.programs.pop(part) for part in parts], patience=1)
            self._start_again(name)
        if "postgres" in lost and parts:
            self._until_database_answers()
            self._launch_airflow()
        return bool(parts and lost.keys() & {"postgres", *PARTS})

    def _start_again(self, name: str) -> None:
        program = self.programs[name]
        if not program.start_again():
            check.check_disk(HOME, 20)
            sys.exit(f"{program.title} ends again and again. {program.tail()}")
        self._note()

    def _until(self, ready: Callable[[], object], title: str, log: Path) -> object:
        """Wait until something is ready, and return what that gave, which is not None. Tell if it takes long: a machine
        that is slow, or busy, gets there too.
        """
        began, told, self._healthy_since = time.monotonic(), 0, 0.0
        while (found := ready()) is None:
            time.sleep(0.2)
            self._revive()
            self.files.look()
            if (minutes := int(time.monotonic() - began) // 60) > told:
                told = minutes
                after = f"{minutes} minute{'s' * (minutes > 1)}"
                say(f"{title} is still starting, after {after}. What it writes: {log}")
        return found

    def _ready(self) -> list[str] | None:
        """Return the DAGs' ids, when Airflow is healthy and has read the files; None until then."""
        try:
            token = self._ask("/auth/token", {"username": environment.USER, "password": self.password})["access_token"]
            health = self._ask("/api/v2/monitor/health")
            for name in PARTS.keys() - {"api-server"}:  # which gives this answer
                part = name.replace("-", "_")
                if health[part]["status"] != "healthy":
                    return None
                beat = datetime.fromisoformat(health[part][f"latest_{part}_heartbeat"])
                if beat.timestamp() < self.programs[name].started_at:
                    return None  # the last heartbeat of one that was killed
            dags = [dag["dag_id"] for dag in self._ask("/api/v2/dags?limit=1000", token=token)["dags"]]
        except urllib.error.HTTPError as error:
            if error.code in (401, 403):
                raise
            return None
        except OSError:
            return None
        self._healthy_since = self._healthy_since or time.monotonic()
        # A learner's file may keep Airflow busy: theirs are waited for a little, those of the examples to the end.
        waited = time.monotonic() - self._healthy_since > READS_WITHIN
        wanted = self.files.dags(dag_files.DAGS) if waited else self.files.dags()
        return sorted(dags) if set(dags) >= wanted and (waited or self.files.ours_are_read) else None

    def _ask(self, path: str, body: dict | None = None, token: str = "") -> dict:
        """Call Airflow's REST API: POST with a body, GET without."""
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.load(response)


class DagFiles:
    """What is known of the DAG files, while they are written."""

    def __init__(self, env: dict[str, str]) -> None:
        """Know nothing yet.

        Args:
            env: Airflow's environment.
        """
        self._env = env
        self._seen: dict[Path, tuple[int, int]] = {}  # each file's time and size when it was last given to a reader
        self._reader: subprocess.Popen | None = None
        self._read: dict[Path, dag_files.Read] = {}
        self._told: dict[Path, str] = {}
        self._started = False

    @property
    def are_read(self) -> bool:
        """Whether every file was read."""
        return all(path in self._read for path in self._seen)

    @property
    def ours_are_read(self) -> bool:
        """Whether every file of the examples was read; a learner's own may take as long as it likes."""
        return all(path in self._read for path in self._seen if path.is_relative_to(dag_files.DAGS))

    def dags(self, folder: Path | None = None) -> set[str]:
        """Return the ids of the DAGs in the files that were read.

        Args:
            folder: where the files lie; without it, anywhere.
        """
        within = [found for path, found in self._read.items() if folder is None or path.is_relative_to(folder)]
        return {dag_id for found in within for dag_id in found.dags}

    def look(self) -> None:
        """Take what the reader has found, and let it read files that are new or have changed."""
        if self._reader:
            self._take()
        if self._reader:
            return
        there = {}
        for path in dag_files.python_files():
            try:
                stat = path.stat()
            except OSError:
                continue  # gone in this moment
            there[path] = (stat.st_mtime_ns, stat.st_size)
        changed = [path for path in there if there[path] != self._seen.get(path)]
        gone = self._seen.keys() - there.keys()
        if gone or changed:
            # A file that was refused may be right now: because of another with its DAG's id, or of what it imports.
            # One that never ends is left alone until it changes, so that the reader is free for the next change.
            refused = {path for path, found in self._read.items() if found.trouble and not found.endless}
            changed += sorted(refused & there.keys() - set(changed))
        for path in gone:
            self._read.pop(path, None)
        self._seen = there
        if changed:
            command = [sys.executable, "-u", EXAMPLES / "dag_files.py", *changed]
            self._log = HOME / "logs" / "dag_files.log"
            self._log.parent.mkdir(parents=True, exist_ok=True)
            with self._log.open("w") as log:
                self._reader = subprocess.Popen(
                    [str(part) for part in command],
                    env=self._env,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    start_new_session=True,
                )
            os.set_blocking(self._reader.stdout.fileno(), False)
            self._asked, self._rest = changed, b""

    def _take(self) -> None:
        """Take what the reader has written so far."""
        ended = self._reader.poll() is not None  # asked first, so that nothing comes after the last read
        while part := self._reader.stdout.read():
            self._rest += part
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            found = dag_files.Read(**json.loads(line))
            self._read[Path(found.path)] = found
        if ended:
            if self._reader.returncode:
                sys.exit(f"The DAG files can't be read:\n{self._log.read_text(encoding='utf-8', errors='replace')}")
            for path in self._asked:  # one that an .airflowignore names has no answer
                self._read.setdefault(path, dag_files.Read(str(path)))
            self._reader = None

    def news(self) -> list[str]:
        """Return what is wrong with a file, once, and that it is fine again. The list tells of those at the start."""
        news = []
        for path in self._told.keys() - self._read.keys():
            if self._told.pop(path):
                news.append(f"\n{dag_files.short(path)} is gone.")
        for path, found in self._read.items():
            before, new = self._told.get(path), found.trouble
            if new and new != before:
                news.append(f"\n{new}")
            elif not new and found.dags and (before or (before is None and self._started)):
                news.append(f"\n{dag_files.short(path)} is fine: {', '.join(found.dags)}")
            self._told[path] = new
        self._started = True
        return news

    def stop(self) -> None:
        """End the reader, which waits for a file that never ends, perhaps."""
        if self._reader:
            os.killpg(self._reader.pid, signal.SIGKILL)
            self._reader.wait()


def prepare(env: dict[str, str]) -> None:
    """Make the sample data, and the first fraud model, which is trained on its history."""
    sample_data.main()
    if not has_model():
        say("Training the first fraud model …")
        # In a process of its own, because Airflow reads its settings when it is imported.
        complete([sys.executable, "-c", "import run; run.train_first_model()"], env)


def complete(command: list, env: dict[str, str]) -> None:
    """Run a program to its end; stop with what it said if it fails.

    Args:
        command: the program and its arguments.
        env: its environment.
    """
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def say(text: str) -> None:
    """Write to the terminal, at once."""
    print(text, flush=True)


if __name__ == "__main__":
    main()

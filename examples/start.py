"""Start Airflow with the examples, a practice Slack and its bot, and stop them on Ctrl-C. `make airflow` runs this."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

import psutil

import check
import environment
import sample_data
from include.places import HOME
from run import has_model

EXAMPLES = Path(__file__).parent
STARTS_WITHIN = 180  # seconds


def main() -> None:
    """Start everything, say where it is, and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="of Airflow; the next four are used too")
    parser.add_argument("--channel", default="#academy", help="where the bot answers; a real Slack wants its ID")
    options = parser.parse_args()
    port = options.port
    if not 1024 <= port <= 65531:
        sys.exit(f"The port must be from 1024 to 65531, not {port}.")
    slack_url, bot_url = f"http://127.0.0.1:{port + 1}", f"http://127.0.0.1:{port + 2}"
    HOME.mkdir(parents=True, exist_ok=True)
    check.check_disk(HOME, check.RUN)
    lock = (HOME / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Airflow is running from {HOME} already. Stop it with Ctrl-C in its terminal.")
    for number, use in enumerate(("Airflow", "the practice Slack", "the bot", "Airflow's logs", "Airflow's logs")):
        check.check_port(port + number, use)

    password = environment.password(HOME)
    slack = {
        "SLACK_BOT_TOKEN": "practice-" + secrets.token_hex(8),
        "SLACK_SIGNING_SECRET": secrets.token_hex(16),
        "SLACK_API_URL": f"{slack_url}/api/",
        "AIRFLOW_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW_USER": environment.USER,
        "AIRFLOW_PASSWORD": password,
    } | os.environ
    env = slack | environment.environment(port, slack["SLACK_API_URL"], slack["SLACK_BOT_TOKEN"])

    for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # SIGHUP: the terminal was closed
        signal.signal(stopping, signal.default_int_handler)
    programs: dict[str, subprocess.Popen] = {}
    try:
        prepare(env)
        apps = EXAMPLES / "apps"
        python = [sys.executable, "-u"]
        standalone = [Path(sys.executable).with_name("airflow"), "standalone"]
        programs["airflow"] = launch("airflow", standalone, env)
        programs["slack"] = launch(
            "slack", [*python, apps / "practice_slack.py", "--port", port + 1, "--bot", f"{bot_url}/slack/events"], env
        )
        programs["bot"] = launch(
            "bot", [*python, apps / "academy_bot.py", "--port", port + 2, "--channel", options.channel], env
        )
        print("Starting Airflow …", flush=True)
        dags = wait_for_dags(port, password, programs)
        print(
            f"""
  Airflow          {environment.address(port)}/    user {environment.USER}, password {password}
  Practice Slack   {environment.address(port + 1)}/
  DAGs             {", ".join(dags)}
  Files            {HOME / "data"}

Ctrl-C stops it.""",
            flush=True,
        )
        while True:
            time.sleep(1)
            complain_of_the_dead(programs)
            if lost_a_part(programs["airflow"]):
                print("A part of Airflow has ended by itself. Starting Airflow again …", flush=True)
                stop([programs["airflow"]], patience=5)
                programs["airflow"] = launch("airflow", standalone, env)
                wait_for_dags(port, password, programs)
                print("Airflow runs again.", flush=True)
    except KeyboardInterrupt:
        print("\nStopping …", flush=True)
    finally:
        for stopping in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(stopping, signal.SIG_IGN)  # a second Ctrl-C must not leave programs behind
        stop(programs.values(), patience=20)
    print("Stopped.")


def prepare(env: dict[str, str]) -> None:
    """Make the sample data, and the first fraud model, which is trained on its history."""
    sample_data.main()
    if not has_model():
        print("Training the first fraud model …", flush=True)
        # In a process of its own, because Airflow reads its settings when it is imported.
        command = [sys.executable, "-c", "import run; run.train_first_model()"]
        training = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if training.returncode:
            sys.exit(training.stdout + training.stderr)


def launch(name: str, command: list, env: dict[str, str]) -> subprocess.Popen:
    """Start a program in a process group of its own, with its output in .airflow/logs/."""
    log = HOME / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command], env=env, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )


def wait_for_dags(port: int, password: str, programs: dict[str, subprocess.Popen]) -> list[str]:
    """Wait until Airflow is healthy and has read every DAG file. Return the DAGs' ids, or stop with the reason."""
    files = len(list((EXAMPLES / "dags").glob("*.py")))
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        time.sleep(1)
        complain_of_the_dead(programs)
        try:
            token = ask(port, "/auth/token", {"username": environment.USER, "password": password})["access_token"]
            health = ask(port, "/api/v2/monitor/health")
            healthy = all(health[part]["status"] == "healthy" for part in ("scheduler", "dag_processor", "triggerer"))
            dags = ask(port, "/api/v2/dags?limit=100", token=token)["dags"]
            errors = ask(port, "/api/v2/importErrors", token=token)["import_errors"]
        except urllib.error.HTTPError as error:
            if error.code in (401, 403):
                raise
            continue
        except OSError:
            continue
        if healthy and len({dag["fileloc"] for dag in dags} | {error["filename"] for error in errors}) >= files:
            for error in errors:
                print(
                    f"\nAirflow can't import {error['filename']}:\n{error['stack_trace']}", file=sys.stderr, flush=True
                )
            return sorted(dag["dag_id"] for dag in dags)
    sys.exit(f"Airflow did not start within {STARTS_WITHIN} seconds. {tail('airflow')}")


def ask(port: int, path: str, body: dict | None = None, token: str = "") -> dict:
    """Call Airflow's REST API: POST with a body, GET without."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = json.dumps(body).encode() if body else None
    with urllib.request.urlopen(
        urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, headers), timeout=10
    ) as response:
        return json.load(response)


def complain_of_the_dead(programs: dict[str, subprocess.Popen]) -> None:
    """Stop if a program has ended by itself."""
    for name, program in programs.items():
        if program.poll() is not None:
            check.check_disk(HOME, 20)
            sys.exit(f"The program '{name}' has ended by itself ({program.returncode}). {tail(name)}")


def tail(name: str) -> str:
    """Return the end of a program's log, for a message."""
    log = HOME / "logs" / f"{name}.log"
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:]
    return f"The end of {log}:\n" + "\n".join(lines)


def lost_a_part(standalone: subprocess.Popen) -> bool:
    """Return whether the scheduler, the API server or another part of `airflow standalone` has ended.

    It goes on without them. With SQLite the scheduler ends now and then: when another part finds the database locked
    and takes back a run that the scheduler has seen already.
    """
    try:
        return any(part.status() == psutil.STATUS_ZOMBIE for part in psutil.Process(standalone.pid).children())
    except psutil.NoSuchProcess:  # ended in this moment: complain_of_the_dead() comes next
        return False


def stop(programs: Iterable[subprocess.Popen], patience: float) -> None:
    """Ask programs to end, and make those end that don't within some seconds, with all that they started."""
    for program in programs:
        if program.poll() is None:
            program.send_signal(signal.SIGINT)
    end = time.monotonic() + patience
    for program in programs:
        try:
            program.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            pass
        try:
            os.killpg(program.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        program.wait()


if __name__ == "__main__":
    main()

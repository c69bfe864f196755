"""`make airflow`: a running `airflow standalone`, its REST API, the bot, the practice Slack, and how it stops."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from slack_sdk.signature import SignatureVerifier

from tests.examples.conftest import DAG_IDS, ROOT, YESTERDAY

PATIENCE = 150  # seconds; a shared machine may be busy
SIGNING_SECRET = "known to the bot and to Slack"


def free_ports() -> int:
    """Return the first of five free ports in a row."""
    for port in range(20_000, 60_000, 7):
        try:
            for number in range(5):
                with socket.socket() as candidate:
                    candidate.bind(("127.0.0.1", port + number))
        except OSError:
            continue
        return port
    raise OSError("no five free ports in a row")


def until(check: Callable[[], object], what: str) -> object:
    """Wait until a check gives something, and return that."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := check():
            return found
        time.sleep(0.5)
    raise AssertionError(f"waited in vain for {what}")


@dataclass
class Standalone:
    """Airflow as `make airflow` starts it."""

    process: subprocess.Popen
    port: int
    home: Path
    output: list[str]

    def request(self, path: str, body: dict | None = None, token: str | None = None, port: int = 0) -> dict | list:
        """Call one of its programs: POST with a body, GET without."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.token}"}
        data = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{port or self.port}{path}"
        for attempt in range(5):
            try:
                with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as response:
                    return json.load(response)
            except urllib.error.HTTPError as error:
                if error.code < 500 or attempt == 4:  # SQLite may be busy: development only
                    raise
                time.sleep(1)
        raise AssertionError("unreachable")

    @property
    def token(self) -> str:
        """A token of the REST API, for the password that was printed."""
        if not hasattr(self, "_token"):
            password = "".join(self.output).split("password ")[1].split()[0]
            self._token = ""
            answer = self.request("/auth/token", {"username": "admin", "password": password}, token="none")
            self._token = answer["access_token"]
        return self._token

    def trigger(self, dag_id: str, **conf: str) -> str:
        """Trigger a DAG as a person does in the UI, and return the run's id."""
        return self.request(f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"]

    def finished(self, dag_id: str, run_id: str) -> str:
        """Wait until a run has ended, and return its state."""

        def state() -> str | None:
            found = self.request(f"/api/v2/dags/{dag_id}/dagRuns/{urllib.parse.quote(run_id)}")["state"]
            return found if found in ("success", "failed") else None

        return until(state, f"the end of {dag_id} {run_id}")

    def runs(self, dag_id: str) -> list[dict]:
        """Return the runs of a DAG, the newest first."""
        return self.request(f"/api/v2/dags/{dag_id}/dagRuns?order_by=-run_after&limit=100")["dag_runs"]

    def say(self, text: str) -> None:
        """Write to the bot in the practice Slack."""
        body = urllib.parse.urlencode({"text": text}).encode()
        urllib.request.urlopen(f"http://127.0.0.1:{self.port + 1}/say", body, timeout=30).close()

    def messages(self) -> list[str]:
        """Return what the practice Slack shows."""
        return [message["text"] for message in self.request("/messages", port=self.port + 1)]

    def answered(self, text: str) -> str:
        """Wait for a message with a text in it."""
        return until(lambda: next((m for m in self.messages() if text in m), None), f"a message with '{text}'")


def start(home: Path, port: int) -> Standalone:
    """Start what `make airflow` starts."""
    environment = os.environ | {"AIRFLOW_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    environment.pop("AIRFLOW_CONN_SLACK_API_DEFAULT", None)
    environment = {name: value for name, value in environment.items() if not name.startswith("AIRFLOW__")}
    environment["SLACK_SIGNING_SECRET"] = SIGNING_SECRET
    process = subprocess.Popen(
        [sys.executable, ROOT / "examples" / "start.py", "--port", str(port)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output: list[str] = []
    threading.Thread(target=lambda: output.extend(iter(process.stdout.readline, "")), daemon=True).start()
    return Standalone(process, port, home, output)


@pytest.fixture(scope="module")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standalone]:
    """A running Airflow, in a home of its own."""
    airflow = start(tmp_path_factory.mktemp("standalone"), free_ports())
    try:
        until(lambda: "Ctrl-C stops it." in "".join(airflow.output) or airflow.process.poll() is not None, "the start")
        assert airflow.process.poll() is None, "".join(airflow.output)
        yield airflow
    finally:
        if airflow.process.poll() is None:
            airflow.process.send_signal(signal.SIGINT)
            airflow.process.wait(40)


def test_it_shows_these_dags_and_nothing_else_turned_on_and_without_import_errors(standalone: Standalone) -> None:
    dags = standalone.request("/api/v2/dags?limit=100")["dags"]
    assert sorted(dag["dag_id"] for dag in dags) == sorted(DAG_IDS)
    assert [dag["dag_id"] for dag in dags if dag["is_paused"]] == []
    assert standalone.request("/api/v2/importErrors")["import_errors"] == []


def test_it_tells_the_addresses_and_the_password(standalone: Standalone) -> None:
    output = "".join(standalone.output)
    assert f"http://127.0.0.1:{standalone.port}/ " in output
    assert f"http://127.0.0.1:{standalone.port + 1}/" in output
    assert all(dag_id in output for dag_id in DAG_IDS)
    assert standalone.token


def test_what_was_due_this_morning_ran_by_itself(standalone: Standalone) -> None:
    for dag_id in ("first_pipeline", "health_score", "fraud_detection", "ask_astro"):
        [run] = [run for run in standalone.runs(dag_id) if run["run_type"] == "scheduled"]
        assert standalone.finished(dag_id, run["dag_run_id"]) == "success"


@pytest.fixture(scope="module")
def triggered(standalone: Standalone) -> dict[str, str]:
    """Trigger every DAG, and return the ids of the runs."""
    return {dag_id: standalone.trigger(dag_id) for dag_id in DAG_IDS}


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_a_dag_succeeds_when_triggered_by_hand(standalone: Standalone, triggered: dict[str, str], dag_id: str) -> None:
    assert standalone.finished(dag_id, triggered[dag_id]) == "success"


@pytest.mark.parametrize(
    ("producer", "consumer"), [("first_pipeline", "user_growth"), ("fraud_detection", "fraud_training")]
)
def test_an_updated_asset_starts_its_consumer(
    standalone: Standalone, triggered: dict[str, str], producer: str, consumer: str
) -> None:
    def consumers() -> str | None:
        for run in standalone.runs(consumer):
            if run["run_type"] == "asset_triggered":
                path = f"/api/v2/dags/{consumer}/dagRuns/{urllib.parse.quote(run['dag_run_id'])}/upstreamAssetEvents"
                events = standalone.request(path)["asset_events"]
                if triggered[producer] in [event["source_run_id"] for event in events]:
                    return run["dag_run_id"]
        return None

    assert standalone.finished(consumer, until(consumers, f"a run of {consumer}")) == "success"


def test_a_question_in_slack_starts_the_report_and_the_answer_is_posted(standalone: Standalone) -> None:
    before = {run["dag_run_id"] for run in standalone.runs("academy_report")}
    standalone.say("bank.test")
    assert "certified" in standalone.answered("*bank.test*: ")
    [run] = [run for run in standalone.runs("academy_report") if run["dag_run_id"] not in before]
    assert run["dag_run_id"].startswith("slack-Ev")
    assert run["triggered_by"] == "rest_api"
    assert run["conf"] == {"customer_domain": "bank.test", "channel": "#academy"}


def test_an_unknown_domain_and_no_domain_are_answered(standalone: Standalone) -> None:
    standalone.say("nobody.test")
    standalone.say("how many students do we have?")
    standalone.answered("I don't know a customer with the domain nobody.test.")
    standalone.answered("Please give me a customer's domain")


def test_a_failed_run_is_answered(standalone: Standalone) -> None:
    academy = standalone.home / "data" / "sources" / "academy.db"
    academy.rename(academy.with_suffix(".away"))
    try:
        standalone.say("energy.test")
        standalone.answered("Sorry, the report on energy.test failed.")
    finally:
        academy.with_suffix(".away").rename(academy)


def test_a_run_that_asks_for_nonsense_is_refused(standalone: Standalone) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        standalone.trigger("academy_report", customer_domain="no domain")
    assert refused.value.code == 400


def test_without_a_token_nothing_starts(standalone: Standalone) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        standalone.request("/api/v2/dags/academy_report/dagRuns", {"logical_date": None}, token="wrong")
    assert refused.value.code in (401, 403)


def test_a_backfill_fills_in_a_week(standalone: Standalone) -> None:
    # A run that is due on a day works on the day before.
    first, last = YESTERDAY - timedelta(days=9), YESTERDAY - timedelta(days=3)
    reports = {f"fraud-{first - timedelta(days=1) + timedelta(days=n)}.html" for n in range(7)}
    folder = standalone.home / "data" / "reports"
    assert not reports & {path.name for path in folder.iterdir()}
    standalone.request(
        "/api/v2/backfills",
        {"dag_id": "fraud_detection", "from_date": f"{first}T00:00:00Z", "to_date": f"{last}T23:59:59Z"},
    )

    def runs() -> list[str]:
        return [run["dag_run_id"] for run in standalone.runs("fraud_detection") if run["run_type"] == "backfill"]

    until(lambda: len(runs()) == 7, "seven runs")
    assert [standalone.finished("fraud_detection", run_id) for run_id in runs()] == ["success"] * 7
    assert reports <= {path.name for path in folder.iterdir()}


def test_a_second_one_is_refused_while_the_first_runs(standalone: Standalone) -> None:
    second = start(standalone.home, free_ports())
    assert second.process.wait(60) == 1
    until(lambda: "is running from" in "".join(second.output), "the reason")
    assert "Stop it with Ctrl-C" in "".join(second.output)


def test_a_port_that_is_taken_is_named(standalone: Standalone, tmp_path: Path) -> None:
    second = start(tmp_path, standalone.port)
    assert second.process.wait(60) == 1
    until(lambda: "taken" in "".join(second.output), "the reason")
    assert f"Port {standalone.port}, for Airflow, is taken by another program." in "".join(second.output)
    assert "make airflow PORT=" in "".join(second.output)


def bot_receives(standalone: Standalone, event_id: str, text: str, secret: str = SIGNING_SECRET) -> int:
    """Send the bot an event as Slack does, and return the status of its answer."""
    event = {"type": "app_mention", "channel": "#academy", "user": "U1", "text": text}
    body = json.dumps({"type": "event_callback", "event_id": event_id, "event": event})
    timestamp = str(int(time.time()))
    headers = {
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body),
    }
    request = urllib.request.Request(f"http://127.0.0.1:{standalone.port + 2}/slack/events", body.encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=3) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def test_an_event_that_slack_sends_twice_starts_one_run(standalone: Standalone) -> None:
    link = "<@BOT> <http://games.test|games.test>"  # Slack makes a link of a domain
    assert [bot_receives(standalone, "EvTWICE", link) for _ in range(2)] == [200, 200]
    until(lambda: "slack-EvTWICE" in [run["dag_run_id"] for run in standalone.runs("academy_report")], "the run")
    assert standalone.finished("academy_report", "slack-EvTWICE") == "success"
    time.sleep(3)
    assert len([text for text in standalone.messages() if text.startswith("*games.test*")]) == 1


def test_an_event_with_a_wrong_signature_is_refused(standalone: Standalone) -> None:
    before = len(standalone.messages())
    assert bot_receives(standalone, "EvFORGED", "<@BOT> games.test", secret="guessed") == 401
    assert "slack-EvFORGED" not in [run["dag_run_id"] for run in standalone.runs("academy_report")]
    assert len(standalone.messages()) == before


def test_airflow_is_started_again_when_its_scheduler_dies(standalone: Standalone) -> None:
    programs = psutil.Process(standalone.process.pid).children(recursive=True)
    alive = [program for program in programs if program.status() != psutil.STATUS_ZOMBIE]
    [scheduler] = [program for program in alive if program.cmdline()[-1:] == ["scheduler"]]
    scheduler.kill()
    until(lambda: "Airflow runs again." in "".join(standalone.output), "a new scheduler")
    assert standalone.finished("first_pipeline", standalone.trigger("first_pipeline")) == "success"


def test_ctrl_c_stops_everything(standalone: Standalone) -> None:
    def listening() -> list[int]:
        ports = range(standalone.port, standalone.port + 5)
        with contextlib.ExitStack() as stack:
            probes = {port: stack.enter_context(socket.socket()) for port in ports}
            return [port for port, probe in probes.items() if probe.connect_ex(("127.0.0.1", port)) == 0]

    assert len(listening()) == 5
    standalone.process.send_signal(signal.SIGINT)
    assert standalone.process.wait(40) == 0
    until(lambda: "Stopped." in "".join(standalone.output), "the farewell")
    assert "Traceback" not in "".join(standalone.output)
    assert listening() == []

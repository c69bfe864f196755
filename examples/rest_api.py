"""Ask the Airflow that `make airflow` or `make break` runs, by its REST API, as the user who is signed in there.

Source: https://airflow.apache.org/docs/apache-airflow/stable/stable-rest-api-ref.html
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request

import command_line
import environment
from include.places import RUNNING


class Airflow:
    """The running Airflow."""

    def __init__(self) -> None:
        """Sign in.

        Raises:
            ConnectionError: Airflow does not run, or not yet; the message says what to do.
        """
        if not command_line.is_running():
            raise ConnectionError(command_line.NOT_RUNNING)
        settings = json.loads(RUNNING.read_text(encoding="utf-8"))["settings"]
        self.url = f"http://127.0.0.1:{settings['AIRFLOW__API__PORT']}"
        self.token = ""
        user = {"username": environment.USER, "password": environment.password()}
        self.token = self.ask("/auth/token", user)["access_token"]

    def ask(self, path: str, body: dict | None = None) -> dict:
        """Return what Airflow answers.

        Args:
            path: of the REST API.
            body: what to send; None to read.

        Raises:
            ConnectionError: it does not answer, or refuses.
            LookupError: it does not know what was asked for.
        """
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        # No proxy is asked for this machine.
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(urllib.request.Request(self.url + path, data, headers), timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 404:
                raise LookupError(path) from error
            raise ConnectionError(f"Airflow refuses {path} ({error}). Try again in a moment.") from error
        except OSError as error:
            raise ConnectionError(
                f"Airflow does not answer at {self.url} yet ({error}). Try again in a moment."
            ) from error

    def runs(self, dag_id: str) -> list[dict]:
        """Return the newest hundred runs of a DAG that a person triggered, the newest first.

        There are none of a DAG that Airflow has not read yet.
        """
        try:
            return self.ask(f"/api/v2/dags/{dag_id}/dagRuns?run_type=manual&order_by=-run_after&limit=100")["dag_runs"]
        except LookupError:
            return []

    def log(self, dag_id: str, run_id: str, task_id: str) -> str:
        """Return the log of a task in a run: what its last attempt said, a line each."""
        place = f"/api/v2/dags/{dag_id}/dagRuns/{urllib.parse.quote(run_id)}/taskInstances/{task_id}"
        attempt = self.ask(place)["try_number"]
        lines = self.ask(f"{place}/logs/{attempt}?full_content=true")["content"]
        return "\n".join(line["event"] if isinstance(line, dict) else line for line in lines)

    def connection(self, conn_id: str) -> dict | None:
        """Return an Airflow Connection; None if there is none."""
        try:
            return self.ask(f"/api/v2/connections/{urllib.parse.quote(conn_id)}")
        except LookupError:
            return None

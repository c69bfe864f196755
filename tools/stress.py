"""Load `make airflow` as a curious learner does who clicks everything at once, and print what came of it as a table.

Every DAG is triggered twice at the same moment, a week of fraud_detection is backfilled, and two programs keep the
processor busy beside it. `make stress` runs this. Another checkout, such as an earlier version, can be measured in the
same session: `python tools/stress.py --root OTHER`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.ports import reserve  # noqa: E402

BUSY = 2  # programs beside it
DAYS = 7  # of the backfill
PATIENCE = 300  # seconds without a run that ends


@dataclass
class Load:
    """One Airflow under load, and what happened to it."""

    root: Path
    port: int
    home: Path
    errors: dict[str, int] = field(default_factory=dict)  # HTTP errors by status
    output: list[str] = field(default_factory=list)

    def start(self) -> float:
        """Start Airflow, and return how many seconds that took."""
        began = time.monotonic()
        paths = os.pathsep.join(str(self.root / path) for path in ("examples", "examples/dags", ""))
        # Earlier versions knew AIRFLOW_HOME only.
        env = os.environ | {"COURSE_HOME": str(self.home), "AIRFLOW_HOME": str(self.home), "PYTHONPATH": paths}
        command = [sys.executable, "-u", self.root / "examples" / "start.py", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=self.root, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        ready = threading.Event()

        def read() -> None:
            for line in self.process.stdout:
                self.output.append(line)
                if "Ctrl-C stops it" in line:
                    ready.set()
            ready.set()

        threading.Thread(target=read, daemon=True).start()
        ready.wait()
        if self.process.poll() is not None or "Ctrl-C stops it" not in "".join(self.output):
            sys.exit("Airflow did not start:\n" + "".join(self.output))
        password = "".join(self.output).split("password ")[1].split()[0]
        self.token = ""
        self.token = self.call("/auth/token", {"username": "admin", "password": password})["access_token"]
        return time.monotonic() - began

    def call(self, path: str, body: dict | None = None) -> dict:
        """Call the REST API once; count an error, and return nothing then."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token or 'none'}"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=120) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            what = str(error.code)
        except OSError as error:
            what = type(error).__name__
        self.errors[what] = self.errors.get(what, 0) + 1
        return {}

    def runs(self) -> list[dict]:
        """Return every run of every DAG."""
        found, total = [], 1
        while len(found) < total:
            page = self.call(f"/api/v2/dags/~/dagRuns?limit=100&offset={len(found)}")
            total = page.get("total_entries", 0)
            found += page.get("dag_runs", [])
            if not page.get("dag_runs"):
                break
        return found

    def press(self) -> tuple[int, int, float]:
        """Put the load on, and wait for its end.

        Returns:
            How many runs ended well, how many there should be, and how many seconds it took.
        """
        began = time.monotonic()
        dags = sorted(dag["dag_id"] for dag in self.call("/api/v2/dags?limit=100").get("dags", []))
        today = datetime.now(timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        days = {
            "from_date": (today - timedelta(days=DAYS + 1)).isoformat(),
            "to_date": (today - timedelta(days=1)).isoformat(),
        }
        with ThreadPoolExecutor(2 * len(dags) + 1) as pool:
            for dag in dags * 2:
                pool.submit(self.call, f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": {}})
            pool.submit(self.call, "/api/v2/backfills", {"dag_id": "fraud_detection", "max_active_runs": 4, **days})
        asked = 2 * len(dags) + DAYS
        ended, changed = -1, time.monotonic()
        while time.monotonic() - changed < PATIENCE:
            time.sleep(2)
            runs = self.runs()
            open_runs = [run for run in runs if run["state"] not in ("success", "failed")]
            if len(runs) - len(open_runs) != ended:
                ended, changed = len(runs) - len(open_runs), time.monotonic()
            made = [run for run in runs if run["run_type"] in ("manual", "backfill")]
            quiet = time.monotonic() - changed > 20  # the last asset update has started what it starts
            if not open_runs and quiet and (len(made) >= asked or time.monotonic() - changed > 60):
                break
        good = sum(run["state"] == "success" for run in runs)
        return good, len(runs) + max(0, asked - len(made)), time.monotonic() - began

    def stop(self) -> None:
        """End Airflow."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


def main() -> None:
    """Put the load on as often as asked, print a line each, and exit with 1 if anything went wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to measure")
    parser.add_argument("--times", type=int, default=3)
    options = parser.parse_args()
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(BUSY)]
    wrong = False
    print(f"{'':5}{'runs that ended well':>22}{'HTTP errors':>20}{'restarts':>10}{'start, s':>10}{'load, s':>10}")
    try:
        for number in range(1, options.times + 1):
            with tempfile.TemporaryDirectory(prefix="stress-") as folder:
                load = Load(options.root.resolve(), reserve(5), Path(folder) / ".airflow")
                start = load.start()
                try:
                    good, expected, seconds = load.press()
                finally:
                    load.stop()
            restarts = sum("Starting it again" in line or "Starting Airflow again" in line for line in load.output)
            errors = ", ".join(f"{count} x {what}" for what, count in sorted(load.errors.items())) or "none"
            line = f"{good} of {expected}"
            print(f"{number:<5}{line:>22}{errors:>20}{restarts:>10}{start:>10.0f}{seconds:>10.0f}", flush=True)
            wrong |= good < expected or bool(load.errors) or bool(restarts)
    finally:
        for process in busy:
            process.kill()
    if wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()

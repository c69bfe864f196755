"""The DAG files: they load cleanly, are light at the top level, and say what they are."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples.fixtures import DAG_IDS, ROOT

DAGS = ROOT / "examples" / "dags"

# Loads DAG files with warnings of our code as errors, and with the network and every database out of reach.
LOAD = """
import json, socket, sqlite3, sys, warnings
from airflow.dag_processing.dagbag import DagBag
import airflow.providers.slack.notifications.slack

warnings.filterwarnings("error", module=r".*(examples|dags|include|unusual_prefix).*")
warnings.filterwarnings("error", message=".*airflow.*", category=DeprecationWarning)

def refuse(*_, **__):
    raise AssertionError("the top level of a DAG file uses the network or a database")

import duckdb
socket.socket.connect = refuse
sqlite3.connect = duckdb.connect = refuse
bag = DagBag(sys.argv[1])
print(json.dumps({"errors": bag.import_errors, "dags": sorted(bag.dags)}))
"""


@pytest.fixture(scope="module")
def bag(airflow: None) -> dict:
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(str(DAGS)).dags


def load(folder: Path) -> subprocess.CompletedProcess[str]:
    """Load the DAG files of a folder in a process of its own."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(DAGS), str(ROOT)]),
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "CRITICAL",
    }
    return subprocess.run(
        [sys.executable, "-c", LOAD, str(folder)], env=environment, capture_output=True, text=True, check=False
    )


def test_every_dag_loads_without_error_warning_network_or_database() -> None:
    loaded = load(DAGS)
    assert loaded.returncode == 0, loaded.stderr
    assert json.loads(loaded.stdout.splitlines()[-1]) == {"errors": {}, "dags": sorted(DAG_IDS)}


@pytest.mark.parametrize(
    "line",
    [
        "from airflow.decorators import dag",
        "import sqlite3; sqlite3.connect(':memory:')",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
    ],
)
def test_a_deprecated_import_or_work_at_the_top_level_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "bad.py").write_text(f"{line}\nfrom airflow.sdk import dag\n", encoding="utf-8")
    assert "bad.py" in load(tmp_path).stdout


@pytest.mark.parametrize("dag_id", DAG_IDS)
def test_a_dag_says_what_it_is_and_survives_a_failure(bag: dict, dag_id: str) -> None:
    dag = bag[dag_id]
    assert dag.tags
    assert dag.doc_md.strip().startswith("###")
    assert dag.catchup is False
    for task in dag.tasks:
        assert task.owner not in ("", "airflow"), task.task_id
        assert task.retries >= 2, task.task_id


def test_the_schedules_are_those_of_the_lessons(bag: dict) -> None:
    def assets(dag_id: str) -> set[str]:
        return {asset.name for asset in bag[dag_id].schedule}

    assert assets("user_growth") == {"sign_ups"}
    assert assets("fraud_training") == {"transactions"}
    assert bag["academy_report"].schedule is None
    for dag_id in ("first_pipeline", "health_score", "fraud_detection", "ask_astro"):
        assert len(bag[dag_id].schedule.split()) == 5, "a time by the clock"


def test_no_credential_is_in_the_code() -> None:
    secrets = ("xoxb-", "password=", "token=", "api_key")
    for path in DAGS.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not [secret for secret in secrets if secret in text], path

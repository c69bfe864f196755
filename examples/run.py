"""Run one example DAG to its end, without a scheduler, and show what came out. `make example NAME=…` runs this."""

from __future__ import annotations

import argparse
import os
import sys
import threading
import traceback
import warnings
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import check
import environment
import sample_data
from apps import ask, fitness
from apps.practice_slack import PracticeSlack
from include.places import HOME, REPORTS
from include.warehouse import warehouse

if TYPE_CHECKING:  # Airflow is imported when its settings are there: see load_airflow()
    from airflow.models.dagrun import DagRun
    from airflow.sdk import DAG

EXAMPLES = Path(__file__).parent
NAMES = (
    "first_pipeline",
    "user_growth",
    "health_score",
    "fraud_detection",
    "fraud_training",
    "academy_report",
    "ask_astro",
)


def main(arguments: list[str]) -> None:
    """Run the DAG that is named on the command line. Exit with 1 if it fails."""
    today = datetime.now(timezone.utc).date()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--day", type=date.fromisoformat, default=today - timedelta(days=1), help="such as 2026-11-22")
    parser.add_argument("--domain", default="example.com", help="the customer that academy_report looks for")
    options = parser.parse_args(arguments)
    HOME.mkdir(parents=True, exist_ok=True)
    check.check_disk(HOME, check.RUN)
    sample_data.main()
    with PracticeSlack(port=0, token="practice", signing_secret="practice", bot_url="") as slack:
        threading.Thread(target=slack.serve_forever, daemon=True).start()
        load_airflow(f"http://127.0.0.1:{slack.server_port}/api/", slack.token)
        if options.name == "fraud_detection" and not has_model():
            print("There is no model yet, so fraud_training runs first.\n")
            run(load("fraud_training"), options.day, {})
            print()
        dag_run = run(load(options.name), options.day, {"customer_domain": options.domain})
        for message in slack.messages:
            print(f"\nSlack would show in {message['channel']}:\n  {message['user']}: {message['text']}")
        slack.shutdown()
    if dag_run.state != "success":
        sys.exit(1)
    show(options.name, options.day)


def load_airflow(slack_url: str, slack_token: str) -> None:
    """Set Airflow up for this process: its settings must be there before it is imported.

    Its database is not the one of `make airflow`, whose scheduler would run the tasks too.
    """
    os.environ.update(environment.environment(8080, slack_url, slack_token))
    os.environ["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = f"sqlite:///{HOME}/example.db"
    os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "CRITICAL"  # what tasks print and why they fail is enough here
    warnings.simplefilter("ignore")  # of Airflow's own code
    from airflow.utils.db import initdb

    initdb()


def has_model() -> bool:
    """Return whether a fraud model was ever trained."""
    with warehouse() as db:
        return db.execute("SELECT count(*) FROM models").fetchone() != (0,)


def train_first_model() -> None:
    """Train a fraud model by calling the functions of the tasks, which is quicker than to run the DAG."""
    from fraud_detection import register, train, validate

    register.function(validate.function(train.function()))


def load(name: str) -> DAG:
    """Import a DAG from its file, or stop and say why that fails."""
    from airflow.dag_processing.dagbag import DagBag

    file = "fraud_detection.py" if name == "fraud_training" else f"{name}.py"
    bag = DagBag(str(EXAMPLES / "dags" / file))
    if name not in bag.dags:
        sys.exit(f"Airflow can't import {name}:\n" + "\n".join(bag.import_errors.values()))
    return bag.dags[name]


def run(dag: DAG, day: date, conf: dict[str, str]) -> DagRun:
    """Run a DAG as if it were due on the morning after a day, and say how each task ended.

    Args:
        dag: the DAG.
        day: the day that it works on.
        conf: parameters; those that the DAG does not have are left out.

    Returns:
        The run.
    """
    from airflow.sdk.exceptions import AirflowException

    def tell(context: dict) -> None:
        error = context["exception"]
        print(f"  {context['ti'].task_id} failed on attempt {context['ti'].try_number}: {error}", flush=True)
        if not isinstance(error, AirflowException):
            traceback.print_exception(error, limit=-3)

    for task in dag.tasks:
        task.on_failure_callback = [*task.on_failure_callback, tell]
        task.on_retry_callback = [*task.on_retry_callback, tell]

    due = datetime.combine(day + timedelta(days=1), time(6), timezone.utc)
    if due < dag.start_date:  # Airflow would run no task, and call that a success
        sys.exit(f"{dag.dag_id} starts on {dag.start_date.date()}: choose a later day than {day}.")
    print(f"{dag.dag_id}, for {day}, in Airflow:\n", flush=True)
    dag_run = dag.test(logical_date=due, run_conf={key: value for key, value in conf.items() if key in dag.params})
    print(f"\n  {'task':<18}{'state':<18}seconds")
    order = {task.task_id: number for number, task in enumerate(dag.topological_sort())}
    for ti in sorted(dag_run.get_task_instances(), key=lambda ti: (order[ti.task_id], ti.map_index)):
        task_name = ti.task_id if ti.map_index < 0 else f"{ti.task_id} [{ti.map_index}]"
        print(f"  {task_name:<18}{ti.state:<18}{ti.duration or 0:.1f}")
    print(f"\nThe run ended as: {dag_run.state}")
    return dag_run


def show(name: str, day: date) -> None:
    """Show what a DAG made."""
    print()
    if name == "first_pipeline":
        with warehouse() as db:
            print(f"In the warehouse, the sign-ups of {day}:")
            query = "SELECT country, plan, count(*) AS users FROM sign_ups WHERE day = $day GROUP BY ALL ORDER BY ALL"
            print(db.sql(query, params={"day": day}))
    elif name == "health_score":
        print("What the app shows:")
        fitness.main([])
    elif name == "user_growth":
        print(f"Open the report: {REPORTS / 'user_growth.html'}")
    elif name == "fraud_detection":
        print(f"Open the report: {REPORTS / f'fraud-{day}.html'}")
    elif name == "fraud_training":
        with warehouse() as db:
            print("Models:")
            print(db.sql("SELECT * FROM models ORDER BY trained_through DESC"))
    elif name == "ask_astro":
        question = "What is an asset?"
        print(f'{question}\n\n{ask.answer(question)}\n\nAsk your own: make ask Q="{question}"')


if __name__ == "__main__":
    main(sys.argv[1:])

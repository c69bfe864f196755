"""Run one example DAG to its end, without a scheduler, and show what came out. `make example NAME=…` runs this."""

from __future__ import annotations

import argparse
import difflib
import logging
import os
import sys
import threading
import traceback
import warnings
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

import check
import dag_files
import environment
import sample_data
from apps import ask
from apps.practice_slack import PracticeSlack
from include.days import LAG
from include.places import HOME, MY_DAGS, REPORTS
from include.warehouse import warehouse

if TYPE_CHECKING:  # Airflow is imported when its settings are there: see load_airflow()
    from airflow.models.dagrun import DagRun
    from airflow.sdk import DAG

EXAMPLES = Path(__file__).parent


def main(arguments: list[str]) -> None:
    """Run the DAG that is named on the command line. Exit with 1 if it fails."""
    today = sample_data.today()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", nargs="?", default="", help="of the DAG")
    parser.add_argument("--day", type=date.fromisoformat, default=today - timedelta(days=1), help="such as 2026-11-22")
    parser.add_argument("--domain", default="example.com", help="the customer that academy_report looks for")
    options = parser.parse_args(arguments)
    if not options.name:
        sys.exit(f"Which DAG? {there_are(dag_files.known())}")
    HOME.mkdir(parents=True, exist_ok=True)
    check.check_disk(HOME, check.RUN)
    sample_data.main(today)
    with PracticeSlack(port=0, token="practice", signing_secret="practice", bot_url="") as slack:
        if ignored := load_airflow(f"http://127.0.0.1:{slack.server_port}/api/", slack.token):
            print(f"Ignored, because it is meant for another program: {', '.join(ignored)}")
        dag = load(options.name)
        threading.Thread(target=slack.serve_forever, daemon=True).start()
        if options.name == "fraud_detection" and not has_model():
            print("There is no model yet, so fraud_training runs first.\n")
            run(load("fraud_training"), sample_data.LESSON_DAY, {})
            print()
        dag_run = run(dag, options.day, {"customer_domain": options.domain})
        for message in slack.messages:
            print(f"\nSlack would show in {message['channel']}:\n  {message['user']}: {message['text']}")
        slack.shutdown()
    if dag_run.state != "success":
        sys.exit(1)
    show(options.name, options.day)


def there_are(names: Iterable[str]) -> str:
    """Return a sentence with the DAGs that there are, and how to run one."""
    names = sorted(names)
    return f"There are: {', '.join(names)}.\nSo for example: make example NAME={names[0]}"


def load_airflow(slack_url: str, slack_token: str) -> list[str]:
    """Set Airflow up for this process: its settings must be there before it is imported.

    Its database is not the one of `make airflow`, whose scheduler would run the tasks too. One process alone works with
    it, so SQLite will do.

    Args:
        slack_url: of Slack's Web API.
        slack_token: for it.

    Returns:
        The names of variables that are meant for another Airflow, and were ignored.
    """
    ignored = environment.enter(environment.settings(8080, f"sqlite:///{HOME}/example.db", slack_url, slack_token))
    os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "CRITICAL"  # what tasks print and why they fail is enough here
    warnings.simplefilter("ignore")  # of Airflow's own code
    from airflow.utils.db import initdb

    initdb()
    # By now Airflow has set up its logging, of which a learner wants to see what the DAGs say.
    logging.root.handlers = [PlainLines()]
    logging.root.setLevel(logging.INFO)
    logging.getLogger("airflow.task").setLevel(logging.INFO)  # many a tutorial takes it for what tasks say
    return ignored


class PlainLines(logging.Handler):
    """Shows what DAG files and the modules beside them log, as if they printed it. Drops what Airflow logs."""

    def emit(self, record: logging.LogRecord) -> None:
        """Print a record, with its level if that is not INFO.

        Args:
            record: of any logger.
        """
        # Airflow gives the module of a DAG file a name of its own.
        if record.name.startswith("unusual_prefix_") or any(
            Path(record.pathname).is_relative_to(folder) for folder in dag_files.FOLDERS
        ):
            level = "" if record.levelno == logging.INFO else f"{record.levelname}: "
            print(level + self.format(record), flush=True)


def has_model() -> bool:
    """Return whether the first fraud model was ever trained: the one of the day that the lessons show."""
    with warehouse() as db:
        trained_through = sample_data.LESSON_DAY - LAG
        found = db.execute("SELECT count(*) FROM models WHERE trained_through = $day", {"day": trained_through})
        return found.fetchone() != (0,)


def train_first_model() -> None:
    """Train the first fraud model by calling the functions of the tasks, which is quicker than to run the DAG."""
    from fraud_detection import register, train, validate

    version = train.function(str(sample_data.LESSON_DAY))
    register.function(validate.function(version))


def load(name: str) -> DAG:
    """Import a DAG from its file, one of the examples or of your own; or stop, and say why that fails.

    Args:
        name: its id.
    """
    known = dag_files.known()
    path = known.get(name) or next((path for path in dag_files.python_files() if path.stem == name), None)
    troubles = []
    if path is None:  # an id that can't be seen without running the file
        mine = [path for path in dag_files.python_files() if path.is_relative_to(MY_DAGS)]
        for found in map(dag_files.read_apart, mine):
            known |= dict.fromkeys(found.dags, Path(found.path))
            troubles += [f"\n\n{found.trouble}"] if found.trouble else []
        path = known.get(name)
    if path:
        found = dag_files.read_apart(path)
        if name in found.dags:
            environment.limit_to(path)  # another file that is broken is of no concern
            return dag_files.load(path)[0][name]
        sys.exit(found.trouble or f"{dag_files.short(path)} has no DAG '{name}'. {there_are(found.dags)}")
    near = difflib.get_close_matches(name, known, 1)
    sys.exit(
        f"There is no DAG '{name}'.{f' Did you mean {near[0]}?' if near else ''}\n{there_are(known)}"
        + "".join(troubles)
    )


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
    if dag.start_date and due < dag.start_date:  # Airflow would run no task, and call that a success
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
        with warehouse() as db:
            print(f"The health score of each user on {day}, and the goal for the day after:")
            query = "SELECT user_name AS user, score, goal FROM scores WHERE day = $day ORDER BY user_name"
            print(db.sql(query, params={"day": day}))
        print("What the app shows, which is each user's newest score: make scores")
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

"""Ask Airflow what becomes of a task, for every trigger rule and every way in which the tasks before it can have ended.

`make labs` writes the answers into answers.json, from which the page and its script are made. A test asks again.
"""

from __future__ import annotations

import json
from contextlib import redirect_stdout
from datetime import datetime, timezone
from io import StringIO
from itertools import combinations_with_replacement
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from airflow.serialization.definitions.dag import SerializedDAG
    from sqlalchemy.orm import Session

ANSWERS = Path(__file__).with_name("answers.json")
STATES = ("success", "failed", "skipped", "upstream_failed")  # in which a task can end
MOST = 4  # tasks before it
# It is for tasks that clean up behind a setup task: https://airflow.apache.org/docs/apache-airflow/stable/howto/setup-and-teardown.html
LEFT_OUT = "all_done_setup_success"
LETTERS = {"run": "r", "skipped": "s", "upstream_failed": "u"}
DATE = datetime(2026, 1, 1, tzinfo=timezone.utc)


def endings() -> list[tuple[str, ...]]:
    """Return the ways in which one to four tasks can have ended; their order does not matter."""
    return [ways for count in range(1, MOST + 1) for ways in combinations_with_replacement(STATES, count)]


def answers(session: Session) -> dict:
    """Return what Airflow does: for each rule a letter for each of endings(), which rules do not wait for all tasks
    before, and how the run ends.

    Args:
        session: of Airflow's database. What is written there is taken back.
    """
    import airflow
    from airflow.models.dagbundle import DagBundleModel
    from airflow.task.trigger_rule import TriggerRule

    session.add(DagBundleModel(name="labs"))
    session.flush()
    rules: dict[str, str] = {}
    ends: dict[str, set[str]] = {}
    early: list[str] = []
    for rule in sorted(map(str, TriggerRule.all_triggers() - {LEFT_OUT})):
        found = []
        for count in range(1, MOST + 1):
            dag = _dag(rule, count, session)
            found += [_ask(dag, ended, session) for ended in combinations_with_replacement(STATES, count)]
            if count == 2 and any(_ask(dag, (state, "running"), session)[0] == "run" for state in STATES):
                early.append(rule)
        rules[rule] = "".join(LETTERS[what] for what, _ in found)
        for what, end in found:
            ends.setdefault(what, set()).add(end)
    session.rollback()
    several = [what for what, states in ends.items() if len(states) > 1]
    assert not several, f"the end of a run depends on more than its last task: {ends}"
    return {
        "airflow": airflow.__version__,
        "states": list(STATES),
        "rules": rules,
        "run before the others have ended": early,
        "run ends as": {what: ends[what].pop() for what in LETTERS},
    }


def _ask(dag: SerializedDAG, before: tuple[str, ...], session: Session) -> tuple[str, str]:
    """Return what becomes of the task behind tasks in these states, and how the run ends. If it runs, it succeeds."""
    run = _begin(dag, "-".join(before), session)
    tasks = {ti.task_id: ti for ti in run.get_task_instances(session=session)}
    for place, state in enumerate(before):
        tasks[f"before_{place}"].state = state
    session.flush()
    ready, _ = run.update_state(session=session, execute_callbacks=False)
    what = "run" if tasks["behind"] in ready else str(tasks["behind"].state)
    if what == "run":
        tasks["behind"].state = "success"
    session.flush()
    run.update_state(session=session, execute_callbacks=False)
    return what, str(run.state)


def _dag(rule: str, count: int, session: Session) -> SerializedDAG:
    """Write a DAG into Airflow's database, as it does itself, and return it."""
    from airflow.models.serialized_dag import SerializedDagModel
    from airflow.providers.standard.operators.empty import EmptyOperator
    from airflow.sdk import DAG
    from airflow.serialization.definitions.dag import SerializedDAG
    from airflow.serialization.serialized_objects import DagSerialization, LazyDeserializedDAG

    with DAG(f"{rule}_{count}", schedule=None, start_date=DATE) as dag:
        [EmptyOperator(task_id=f"before_{place}") for place in range(count)] >> EmptyOperator(
            task_id="behind", trigger_rule=rule
        )
    kept = LazyDeserializedDAG.from_dag(dag)
    SerializedDAG.bulk_write_to_db("labs", None, [kept], session=session)
    SerializedDagModel.write_dag(kept, bundle_name="labs", session=session)
    session.flush()
    return DagSerialization.deserialize_dag(DagSerialization.serialize_dag(dag))


def _begin(dag: SerializedDAG, run_id: str, session: Session):  # noqa: ANN202 (a model of Airflow's)
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType, DagRunType

    run = dag.create_dagrun(
        run_id=run_id,
        logical_date=None,
        data_interval=None,
        run_after=DATE,
        conf={},
        run_type=DagRunType.MANUAL,
        state=DagRunState.RUNNING,
        triggered_by=DagRunTriggeredByType.TEST,
        session=session,
    )
    run.dag = dag
    return run


def main() -> None:
    """Write answers.json anew."""
    import run as runner

    runner.load_airflow("http://127.0.0.1:9/api/", "no token")
    from airflow.utils.session import create_session

    with create_session() as session, redirect_stdout(StringIO()):  # Airflow tells of each run
        ANSWERS.write_text(json.dumps(answers(session), indent=1) + "\n", encoding="utf-8")
    print(f"Wrote {ANSWERS.name}")


if __name__ == "__main__":
    main()

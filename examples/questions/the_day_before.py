"""A template that counts back from the logical date."""

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

# --8<-- [start:shown]
with DAG(
    "load_yesterday",
    schedule="0 5 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
):
    BashOperator(
        task_id="load",
        bash_command="echo Loading {{ macros.ds_add(ds, -1) }}",
    )
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    run = seen.runs("2026-03-02T12:00", "2026-03-03T12:00")[-1]
    assert run.due == "2026-03-03T05:00"
    return answer == seen.on(run.logical_date).results["load"]

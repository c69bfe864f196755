"""Which tasks wait for nothing."""

from airflow.sdk import dag, task


@task
def wake():
    print("Awake")


@task
def shower():
    print("Clean")


@task
def eat():
    print("Full")


@task
def leave():
    print("Gone")


# --8<-- [start:shown]
@dag
def morning():
    up = wake()
    clean = shower()
    full = eat()
    [clean, full] >> leave()
    full << up


morning()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return not seen.dag.get_task(answer).upstream_task_ids

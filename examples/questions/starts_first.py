"""Which tasks wait for nothing."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def morning():
    @task
    def wake():
        print("wake")

    @task
    def shower():
        print("shower")

    @task
    def eat():
        print("eat")

    @task
    def leave():
        print("leave")

    wake_up, wash, breakfast, go = wake(), shower(), eat(), leave()
    [wash, breakfast] >> go
    breakfast << wake_up


morning()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return not seen.dag.get_task(answer).upstream_task_ids

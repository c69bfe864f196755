"""Results that are handed over are arrows."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def sales():
    @task
    def orders():
        return [3, 5]

    @task
    def prices():
        return [2.0, 1.5]

    @task
    def multiply(counts, euros):
        return [counts[0] * euros[0], counts[1] * euros[1]]

    @task
    def add_up(amounts):
        print("Sales:", sum(amounts))

    add_up(multiply(orders(), prices()))


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    arrows = sum(len(task.downstream_task_ids) for task in seen.dag.tasks)
    return (0 if answer.startswith("None") else number(answer)) == arrows

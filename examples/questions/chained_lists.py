"""How many arrows chain makes of two lists."""

from airflow.sdk import chain, dag, task


# --8<-- [start:shown]
@task
def step():
    print("done")


@dag
def morning():
    chain(step(), [step(), step()], [step(), step()])


morning()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    arrows = sum(len(task.downstream_task_ids) for task in seen.dag.tasks)
    return number(answer) == arrows

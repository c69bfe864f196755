"""What gives a DAG its name."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def sales():
    @task
    def collect():
        return [3, 5]

    collect()


sales()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    return answer.split(",")[0] == seen.dag.dag_id

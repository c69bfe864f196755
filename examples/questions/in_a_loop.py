"""How many tasks a loop makes."""

from airflow.sdk import dag, task


# --8<-- [start:shown]
@dag
def weather():
    @task
    def measure(city):
        print("Measuring in", city)

    @task
    def report():
        print("All measured")

    end = report()
    for city in ["Oslo", "Rome", "Lima"]:
        measure(city) >> end


weather()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return answer[0].isdigit() and number(answer) == len(seen.dag.tasks)

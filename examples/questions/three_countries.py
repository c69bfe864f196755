"""How many task instances a mapped task adds to a run."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


@dag
def growth():
    @task
    def list_countries():
        return ["DE", "FR", "US"]

    @task
    def count_growth(country):
        return f"{country}: 12"

    @task
    def write_report(lines):
        print(list(lines))

    write_report(count_growth.expand(country=list_countries()))


growth()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    return number(answer) == len(seen.states)

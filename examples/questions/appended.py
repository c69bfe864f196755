"""A task that appends, and runs twice."""

from airflow.sdk import DAG, task
from include.places import DATA

SALES = DATA / "appended.csv"

# --8<-- [start:shown]
with DAG("sales"):

    @task
    def load(ds):
        with SALES.open("a") as file:
            print(ds, 120, file=file)

    load()
# --8<-- [end:shown]
from tests.examples.seen import Seen, number


def right(answer: str, seen: Seen) -> bool:
    import pendulum
    from include.places import DATA

    file = DATA / "appended.csv"
    file.unlink(missing_ok=True)
    for _ in range(2):
        seen.ran(logical_date=pendulum.datetime(2026, 6, 1, tz="UTC"))
    lines = file.read_text().splitlines()
    file.unlink()
    return number(answer) == lines.count("2026-06-01 120")

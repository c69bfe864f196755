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
    from include.places import DATA

    DATA.mkdir(parents=True, exist_ok=True)
    file = DATA / "appended.csv"
    file.unlink(missing_ok=True)
    for _ in range(2):
        assert seen.on("2026-06-01T06:00").ends == "success"
    lines = file.read_text().splitlines()
    file.unlink()
    return number(answer) == lines.count("2026-06-01 120")

# Gets: tell_rows does not say Rows: 25. It says: Rows: 21
import csv

from airflow.sdk import dag, task

from include.places import SIGN_UPS


def sign_ups():
    """Return the sign-ups of November 22: a dict for each, with the key plan."""
    with (SIGN_UPS / "2026-11-22.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@task
def measure() -> dict[str, int]:
    rows = sign_ups()
    free = [row for row in rows if row["plan"] == "free"]
    return {"rows": len(rows), "free": len(free)}


@task
def tell_rows(number):
    print(f"Rows: {number}")


@task
def tell_free(number):
    print(f"Free: {number}")


@dag(schedule=None)
def pass_a_result():
    measured = measure()
    tell_rows(measured["free"])
    tell_free(measured["rows"])


pass_a_result()

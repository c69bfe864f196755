# Gets: tell_free does not wait for measure.
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
    tell_rows(25)
    tell_free(21)


pass_a_result()

import csv

from airflow.sdk import dag, task

from include.places import DATA, SIGN_UPS


def read(path):
    """Return the rows of a file of sign-ups: a dictionary for each."""
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows):
    """Write rows of sign-ups into a file."""
    with open(path, "w", newline="") as file:
        writer = csv.DictWriter(file, ["user_id", "country", "plan"])
        writer.writeheader()
        writer.writerows(rows)


@task
def clean():
    people = {}
    for row in read(SIGN_UPS / "2026-11-21.csv"):
        people[row["user_id"]] = row
    path = DATA / "clean-2026-11-21.csv"
    write(path, people.values())
    return str(path)


@task
def count(path):
    return len(read(path))


@dag(schedule=None)
def pass_a_path():
    count(clean())


pass_a_path()

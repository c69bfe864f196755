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


# The DAG pass_a_path for Airflow. Its tasks are clean and count.

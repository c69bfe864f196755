# The DAG pass_a_result for Airflow. Its tasks are measure, tell_rows and tell_free.
import csv

from airflow.sdk import dag, task

from include.places import SIGN_UPS


def sign_ups():
    """Return the sign-ups of November 22: a dict for each, with the key plan."""
    with (SIGN_UPS / "2026-11-22.csv").open(newline="") as file:
        return list(csv.DictReader(file))

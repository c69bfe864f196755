# The DAG branch_and_join for Airflow. The task choose is missing, and so are arrows.
from datetime import date

from airflow.sdk import dag, task


@task
def long_report(ds=None):
    print(f"{ds}: all sales, customer by customer")


@task
def short_report(ds=None):
    print(f"{ds}: the sum of all sales")


@task
def send():
    print("Sent to everybody.")


def is_working_day(ds):
    """Return whether a date such as "2026-11-23" is a day from Monday to Friday."""
    return date.fromisoformat(ds).isoweekday() <= 5


@dag(schedule=None)
def branch_and_join():
    long_report()
    short_report()
    send()


branch_and_join()

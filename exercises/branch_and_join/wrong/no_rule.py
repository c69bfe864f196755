# Gets: On Monday, 2026-11-23, send does not run: it is skipped.
from datetime import date

from airflow.sdk import dag, task


@task.branch
def choose(ds=None):
    return "long_report" if is_working_day(ds) else "short_report"


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
    choose() >> [long_report(), short_report()] >> send()


branch_and_join()

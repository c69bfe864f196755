# Gets: choose failed
from datetime import date

from airflow.sdk import dag, task


@task.branch
def choose(ds=None):
    return "long" if is_working_day(ds) else "short_report"


@task
def long_report(ds=None):
    print(f"{ds}: all sales, customer by customer")


@task
def short_report(ds=None):
    print(f"{ds}: the sum of all sales")


@task(trigger_rule="none_failed_min_one_success")
def send():
    print("Sent to everybody.")


def is_working_day(ds):
    """Return whether a date such as "2026-11-23" is a day from Monday to Friday."""
    return date.fromisoformat(ds).isoweekday() <= 5


@dag(schedule=None)
def branch_and_join():
    choose() >> [long_report(), short_report()] >> send()


branch_and_join()

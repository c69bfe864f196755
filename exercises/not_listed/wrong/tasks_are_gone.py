# Gets: The DAG has no task report. Its tasks are: count.
"""How many coffees were sold."""

from airflow.sdk import dag, task


@task
def count():
    return len(["espresso", "latte", "mocha"])


@task
def report(number):
    print(f"Coffees: {number}")


@dag(schedule=None)
def coffee_report():
    count()


coffee_report()

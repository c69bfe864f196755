# Gets: has the DAG coffees, and none with the id coffee_report.
"""How many coffees were sold."""

from airflow.sdk import dag, task


@task
def count():
    return len(["espresso", "latte", "mocha"])


@task
def report(number):
    print(f"Coffees: {number}")


@dag(dag_id="coffees", schedule=None)
def coffee_report():
    report(count())


coffee_report()

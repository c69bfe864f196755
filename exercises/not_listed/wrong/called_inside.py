# Gets: Nothing calls coffee_report().
"""How many coffees were sold. This file has four faults."""

from airflow.sdk import dag, task


@task
def count():
    return len(["espresso", "latte", "mocha"])


@task
def report(number):
    print(f"Coffees: {number}")


@dag(dag_id="first_pipeline", schedule=None)
def coffee_report():
    report(count())
    coffee_report()

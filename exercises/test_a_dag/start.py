# The DAG daily_sales, and below it your tests. Leave the DAG as it is.
import pytest
from airflow.sdk import dag, task


@task(retries=2)
def fetch():
    return [["A1", 9.5], ["A2", 20.0], ["A2", 20.0], ["A3", -5.0]]


@task
def clean(orders):
    """Return each order once. An order has a number and an amount."""
    return list(dict(orders).items())


@task
def check(orders):
    """Fail if there are no orders."""
    if not orders:
        raise ValueError("There are no orders")


@task
def total(orders):
    """Return the sum of the amounts. What was given back has a negative one."""
    return sum(amount for number, amount in orders)


@task
def tell(amount):
    print(f"Sales: {amount}")


@dag(schedule=None)
def daily_sales():
    orders = clean(fetch())
    check(orders) >> tell(total(orders))


the_dag = daily_sales()


# Your tests:

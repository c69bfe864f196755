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


def test_each_order_is_kept_once():
    orders = clean.function([["A1", 9.5], ["A2", 20.0], ["A2", 20.0]])
    assert [number for number, amount in orders] == ["A1", "A2"]


def test_what_was_given_back_is_taken_away():
    assert total.function([["A1", 9.5], ["A3", -5.0]]) == 4.5


def test_a_day_without_orders_is_a_fault():
    with pytest.raises(ValueError):
        check.function([])


def test_nothing_is_told_before_the_check():
    assert "check" in the_dag.get_task("tell").upstream_task_ids


def test_the_source_is_tried_again():
    assert the_dag.get_task("fetch").retries == 2

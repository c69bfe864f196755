# Gets: When collect returns [1.5, 2.25] instead, add_up does not add them up.
from airflow.sdk import dag, task

prices = [3.5, 2.8, 4.2]
total = sum(prices)


@task
def collect():
    return prices


@task
def add_up():
    print(f"Total: {total}")


@dag(schedule=None)
def first_dag():
    collect() >> add_up()


first_dag()

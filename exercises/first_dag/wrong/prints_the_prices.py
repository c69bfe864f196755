# Gets: collect returns nothing. What a function prints, it does not return.
from airflow.sdk import dag, task


@task
def collect():
    print([3.5, 2.8, 4.2])


@task
def add_up(prices):
    print(f"Total: {sum(prices or [])}")


@dag(schedule=None)
def first_dag():
    add_up(collect())


first_dag()

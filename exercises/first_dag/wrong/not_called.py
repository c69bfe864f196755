# Gets: has no DAG. Nothing calls first_dag().
from airflow.sdk import dag, task


@task
def collect():
    return [3.5, 2.8, 4.2]


@task
def add_up(prices):
    print(f"Total: {sum(prices)}")


@dag(schedule=None)
def first_dag():
    add_up(collect())

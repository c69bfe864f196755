# Gets: add_up does not wait for collect.
from airflow.sdk import dag, task


@task
def collect():
    return [3.5, 2.8, 4.2]


@task
def add_up():
    print("Total: 10.5")


@dag(schedule=None)
def first_dag():
    collect()
    add_up()


first_dag()

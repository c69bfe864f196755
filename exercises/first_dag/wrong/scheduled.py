# Gets: The DAG has a schedule: '@daily'.
import pendulum
from airflow.sdk import dag, task


@task
def collect():
    return [3.5, 2.8, 4.2]


@task
def add_up(prices):
    print(f"Total: {sum(prices)}")


@dag(schedule="@daily", start_date=pendulum.datetime(2026, 1, 1, tz="UTC"))
def first_dag():
    add_up(collect())


first_dag()

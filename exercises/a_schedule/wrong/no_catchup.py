# Gets: the DAG has missed 9 runs. Airflow makes 1 of them.
import pendulum
from airflow.sdk import dag, task


@task
def remind():
    print("The meeting begins in half an hour.")


@dag(
    schedule="30 7 * * 1-5",
    start_date=pendulum.datetime(2027, 1, 4, tz="Europe/Berlin"),
    is_paused_upon_creation=True,  # off, until you turn it on
)
def a_schedule():
    remind()


a_schedule()

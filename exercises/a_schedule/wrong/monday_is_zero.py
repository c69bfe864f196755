# Gets: No run is due on Friday, 15 January 2027, at 07:30 in Berlin.
import pendulum
from airflow.sdk import dag, task


@task
def remind():
    print("The meeting begins in half an hour.")


@dag(
    schedule="30 7 * * 0-4",
    start_date=pendulum.datetime(2027, 1, 4, tz="Europe/Berlin"),
    catchup=True,
    is_paused_upon_creation=True,  # off, until you turn it on
)
def a_schedule():
    remind()


a_schedule()

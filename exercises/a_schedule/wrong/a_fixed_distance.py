# Gets: A run is due on Monday, 29 March 2027, at 08:30 in Berlin
import pendulum
from airflow.sdk import dag, task


@task
def remind():
    print("The meeting begins in half an hour.")


@dag(
    schedule="30 7 * * 1-5",
    start_date=pendulum.datetime(2027, 1, 4, tz=1),
    catchup=True,
    is_paused_upon_creation=True,  # off, until you turn it on
)
def a_schedule():
    remind()


a_schedule()

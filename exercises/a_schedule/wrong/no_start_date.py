# Gets: start_date is required when catchup=True
import pendulum
from airflow.sdk import dag, task


@task
def remind():
    print("The meeting begins in half an hour.")


@dag(
    schedule="30 7 * * 1-5",
    catchup=True,
    is_paused_upon_creation=True,  # off, until you turn it on
)
def a_schedule():
    remind()


a_schedule()

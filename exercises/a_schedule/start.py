# The DAG a_schedule for Airflow. Its task is there. When does it run?
import pendulum
from airflow.sdk import dag, task


@task
def remind():
    print("The meeting begins in half an hour.")


@dag(
    schedule=None,
    is_paused_upon_creation=True,  # off, until you turn it on
)
def a_schedule():
    remind()


a_schedule()

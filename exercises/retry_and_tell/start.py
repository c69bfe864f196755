# The DAG retry_and_tell for Airflow. Its task is there. What if it fails?
from datetime import timedelta

from airflow.sdk import dag, task

from include.places import DATA, SIGN_UPS

ON_DUTY = DATA / "on_duty.txt"  # what the person on duty reads


@task
def fetch(ds=None):
    return len((SIGN_UPS / f"{ds}.csv").read_text().splitlines())


@dag(schedule=None)
def retry_and_tell():
    fetch()


retry_and_tell()

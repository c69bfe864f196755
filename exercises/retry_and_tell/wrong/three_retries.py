# Gets: If the file does not come, fetch is tried 4 times.
from datetime import timedelta

from airflow.sdk import dag, task

from include.places import DATA, SIGN_UPS

ON_DUTY = DATA / "on_duty.txt"  # what the person on duty reads


def tell(context):
    ti = context["ti"]
    with ON_DUTY.open("a") as file:
        file.write(f"{ti.task_id} failed on {context['ds']}\n")


@task(retries=3, retry_delay=timedelta(minutes=1), on_failure_callback=tell)
def fetch(ds=None):
    return len((SIGN_UPS / f"{ds}.csv").read_text().splitlines())


@dag(schedule=None)
def retry_and_tell():
    fetch()


retry_and_tell()

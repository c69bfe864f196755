# Gets: the run ends as success.
from datetime import timedelta

from airflow.sdk import dag, task

from include.places import DATA, SIGN_UPS

ON_DUTY = DATA / "on_duty.txt"  # what the person on duty reads


@task(trigger_rule="all_failed")
def tell(ds=None):
    with ON_DUTY.open("a") as file:
        file.write(f"fetch failed on {ds}\n")


@task(retries=2, retry_delay=timedelta(minutes=1))
def fetch(ds=None):
    return len((SIGN_UPS / f"{ds}.csv").read_text().splitlines())


@dag(schedule=None)
def retry_and_tell():
    fetch() >> tell()


retry_and_tell()

import time
from datetime import timedelta

from airflow.sdk import DeadlineAlert, DeadlineReference, SyncCallback, dag, task


def tell(context):
    print("Late:", context["dag_run"]["dag_run_id"])


@dag(
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(seconds=10),
        callback=SyncCallback(tell),
    )
)
def slow_oven():
    @task
    def bake():
        time.sleep(30)
        print("Baked")

    bake()


slow_oven()

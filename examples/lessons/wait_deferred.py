from airflow.providers.standard.sensors.filesystem import FileSensor
from airflow.sdk import DAG

from include.places import DATA

with DAG("wait_deferred"):
    FileSensor(
        task_id="invoices_are_there",
        filepath=str(DATA / "invoices.csv"),
        poke_interval=10,
        timeout=600,
        deferrable=True,
    )

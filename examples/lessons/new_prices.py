from datetime import timedelta

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import dag, task


@dag
def new_prices():
    approve = ApprovalOperator(
        task_id="approve",
        subject="Publish the new prices?",
        body="Bread 4.20, cake 3.10",
        response_timeout=timedelta(hours=8),
    )

    @task
    def publish():
        print("Published")

    approve >> publish()


new_prices()

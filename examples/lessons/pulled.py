from airflow.sdk import dag, task


@dag
def pulled():
    @task
    def count():
        return 35

    @task
    def tell(ti):
        print("Counted:", ti.xcom_pull(task_ids="count"))

    count() >> tell()


pulled()

from airflow.sdk import dag, task


@dag
def read_till():
    @task(pool="till")
    def read():
        print("Read the till")

    @task
    def count():
        print("Counted the money")

    read() >> count()


read_till()

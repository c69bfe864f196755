from airflow.sdk import dag, task


@dag
def hello():
    @task
    def greet():
        print("Good morning")

    greet()


hello()

from airflow.sdk import Variable, dag, task


@dag
def greet_by_variable():
    @task
    def greet():
        print(Variable.get("greeting", default="Good morning"))

    greet()


greet_by_variable()

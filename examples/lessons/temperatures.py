from airflow.sdk import dag, task


@dag
def temperatures():
    @task
    def measure():
        return [18.5, 21.0, 19.5]

    @task
    def find_highest(values):
        print("Highest:", max(values))

    find_highest(measure())


temperatures()

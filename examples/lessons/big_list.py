from airflow.sdk import dag, task

from include.places import DATA


@dag
def big_list():
    @task
    def write():
        path = DATA / "numbers.txt"
        path.write_text("\n".join(str(number) for number in range(1_000_000)))
        return str(path)

    @task
    def add_up(path):
        with open(path) as file:
            print("Sum:", sum(int(line) for line in file))

    add_up(write())


big_list()

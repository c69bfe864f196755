from airflow.sdk import dag, task

from include.places import DATA


@dag
def big_list():
    @task
    def write():
        path = DATA / "numbers.txt"
        with open(path, "w") as file:
            for number in range(1_000_000):
                print(number, file=file)
        return str(path)

    @task
    def add_up(path):
        total = 0
        with open(path) as file:
            for line in file:
                total += int(line)
        print("Sum:", total)

    add_up(write())


big_list()

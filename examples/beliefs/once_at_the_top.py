"""When the lines outside of all functions run."""

# --8<-- [start:shown]
from airflow.sdk import dag, task


def ask_the_shop():
    print("Asking the shop")
    return ["DE", "FR"]


COUNTRIES = ask_the_shop()


@dag
def sales_of_countries():
    @task
    def load(country):
        print("Loading", country)

    load.expand(country=COUNTRIES)


sales_of_countries()
# --8<-- [end:shown]
from airflow.configuration import conf

from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    again = Seen(seen.code, seen.name)
    as_task = (
        seen.instead("COUNTRIES = ask_the_shop()\n\n\n", "")
        .instead("def ask_the_shop", "@task\ndef ask_the_shop")
        .instead("country=COUNTRIES", "country=ask_the_shop()")
    )
    pause = conf.get_default_value("dag_processor", "min_file_process_interval")
    return {
        "Asking the shop": seen.printed == again.printed == ["Asking the shop"],
        "by default every 30 seconds": pause == "30",
        "`load.expand(country=ask_the_shop())`": as_task.printed == []
        and as_task.ends == "success",
        "it happens once in a run": as_task.log.count("Asking the shop") == 1,
    }

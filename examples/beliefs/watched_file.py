"""An asset with the address of a file."""

# --8<-- [start:shown]
from airflow.sdk import Asset, dag, task

from include.places import DATA

FILE = DATA / "prices.csv"
prices = Asset("prices", uri=FILE.as_uri())


@dag
def load_prices():
    @task
    def load():
        FILE.write_text("bread,3")

    load()


@dag(schedule=[prices])
def price_list():
    @task
    def print_it():
        print(FILE.read_text())

    print_it()


load_prices()
price_list()
# --8<-- [end:shown]
from include.places import DATA
from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    file = DATA / "prices.csv"
    DATA.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    seen.dags["load_prices"].test()
    written, silent = file.exists(), seen.made()
    load = "    @task{}\n    def load()"
    told = seen.instead(load.format(""), load.format("(outlets=[prices])"))
    told.dags["load_prices"].test()
    return {
        "The file is written, and `price_list` does not start": written and not silent,
        "`@task(outlets=[prices])`": [run.dag_id for run in told.made()]
        == ["price_list"],
    }

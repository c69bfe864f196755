"""A run without a logical date."""

# --8<-- [start:shown]
from airflow.sdk import Asset, dag, task

visits = Asset("visits")


@dag(schedule=[visits])
def visits_report():
    @task
    def write(file):
        print("Writing", file)

    @task
    def tell(ds=None):
        print("Visits of", ds)

    write("visits-{{ ds }}.html")
    tell()


visits_report()
# --8<-- [end:shown]
import json

from tests.examples.seen import Seen


def proof(seen: Seen) -> dict[str, bool]:
    [by_asset] = seen.made("visits")
    [by_hand] = json.loads(seen.command("./airflow dags trigger visits_report -o json"))
    none, dated = seen.on(None), seen.on("2026-03-05T00:00")
    template = "{{ (dag_run.logical_date or dag_run.run_after) | ds }}"
    strict = seen.instead("ds=None", "ds").on(None)
    either = seen.instead("{{ ds }}", template)
    return {
        "A run that an asset starts has no logical date": by_asset.logical_date is None,
        "nor has one that `./airflow dags trigger` starts": by_hand["logical_date"]
        is None,
        "UndefinedError: 'ds' is undefined": none.failures
        == {"write": "UndefinedError: 'ds' is undefined"},
        "Visits of None": none.states["tell"] == "success"
        and none.log == ["Visits of None"],
        "In a run with a logical date both succeed": set(dated.states.values())
        == {"success"},
        "then the task fails, and says why": "argument: 'ds'"
        in strict.failures["tell"],
        f"`{template}`": either.on(None).states["write"] == "success"
        and "Writing visits-2026-03-05.html" in either.on("2026-03-05T00:00").log,
    }

# Gets: wait is no sensor: it looks once.
from airflow.sdk import dag, task

from include.places import DATA

ORDERS = DATA / "orders"  # where the shop puts a file a day, such as 2026-11-23.csv
OURS = DATA / "late_orders"  # where each task leaves a file for the next


@task(retries=12)
def wait(ds=None):
    if not (ORDERS / f"{ds}.csv").exists():
        raise ValueError("The orders are late")


@task
def fetch(ds=None):
    path = ORDERS / f"{ds}.csv"
    lines = path.read_text().splitlines() if path.exists() else []
    save(f"fetched-{ds}.csv", lines)


@task
def clean(ds=None):
    lines = load(f"fetched-{ds}.csv")
    save(f"clean-{ds}.csv", dict.fromkeys(lines))  # the shop sends some orders twice


@task
def check(ds=None):
    lines = load(f"clean-{ds}.csv")
    if not lines:
        raise ValueError(f"There are no orders of {ds}")
    for line in lines:
        number, amount = line.split(",")
        if float(amount) <= 0:
            raise ValueError(f"Order {number} has the amount {amount}")


@task
def build(ds=None):
    amounts = [float(line.split(",")[1]) for line in load(f"clean-{ds}.csv")]
    save(f"report-{ds}.txt", [f"Sales on {ds}: {sum(amounts):.2f}"])


def load(name):
    """Return the lines of a file, none if there is no such file."""
    path = OURS / name
    return path.read_text().splitlines() if path.exists() else []


def save(name, lines):
    """Write lines into a file."""
    OURS.mkdir(parents=True, exist_ok=True)
    (OURS / name).write_text("".join(f"{line}\n" for line in lines))


@dag(schedule=None)
def late_orders():
    wait() >> fetch() >> clean() >> check() >> build()


late_orders()

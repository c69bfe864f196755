# Gets: There is an arrow that the picture does not have: check waits for orders.
from airflow.sdk import dag, task


@task
def orders():
    print("orders")


@task
def prices():
    print("prices")


@task
def join():
    print("join")


@task
def check():
    print("check")


@task
def report():
    print("report")


@task
def archive():
    print("archive")


@dag(schedule=None)
def from_a_picture():
    found = orders()
    checked = check()
    [found, prices()] >> join() >> checked >> [report(), archive()]
    found >> checked


from_a_picture()

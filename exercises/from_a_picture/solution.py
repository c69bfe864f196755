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
    [orders(), prices()] >> join() >> check() >> [report(), archive()]


from_a_picture()

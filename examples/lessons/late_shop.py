from datetime import timedelta

from airflow.sdk import dag, get_current_context, task


def tell(context):
    attempt = context["ti"].try_number
    print(f"Attempt {attempt} was the last: {context['exception']}")


@dag
def late_shop():
    @task(
        retries=3,
        retry_delay=timedelta(seconds=2),
        on_failure_callback=tell,
    )
    def fetch():
        attempt = get_current_context()["ti"].try_number
        print("Asking the shop, attempt", attempt)
        if attempt < 3:
            raise ConnectionError("The shop does not answer")

    fetch()


late_shop()

"""A provider that is not installed."""

# --8<-- [start:shown]
from airflow.providers.amazon.aws.operators.s3 import S3CopyObjectOperator
from airflow.sdk import dag


@dag
def archive():
    S3CopyObjectOperator(
        task_id="copy",
        source_bucket_key="s3://sales/today.csv",
        dest_bucket_key="s3://archive/today.csv",
    )


archive()
# --8<-- [end:shown]
from tests.examples.seen import Seen


def right(answer: str, seen: Seen) -> bool:
    missing = "airflow.providers.amazon" in str(seen.errors)
    return answer.startswith("There is an import error") == missing

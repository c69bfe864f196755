import pytest
from airflow.sdk import DAG, task


@task
def measure():
    return [18.5, 21.0, 19.5]


@task(retries=2)
def find_highest(values):
    if not values:
        raise ValueError("Nothing was measured")
    return max(values)


with DAG("tested") as dag:
    find_highest(measure())


def test_the_highest_is_found():
    assert find_highest.function([18.5, 21.0]) == 21.0


def test_no_values_are_a_fault():
    with pytest.raises(ValueError):
        find_highest.function([])


def test_the_highest_waits_for_the_values():
    assert dag.get_task("find_highest").upstream_task_ids == {"measure"}

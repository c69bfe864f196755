"""What Airflow does with each DAG when it reads it. Airflow imports this file by its name.

Source: https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/cluster-policies.html
"""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

from airflow.exceptions import AirflowClusterPolicyViolation

import dag_files
from include.places import FAULT, MY_DAGS

if TYPE_CHECKING:
    from airflow.sdk import DAG

# Each of Airflow's programs makes hundreds of thousands of objects at its start, and they stay. Looking at them less
# often makes it start sooner.
gc.set_threshold(20_000)


def dag_policy(dag: DAG) -> None:
    """Mark a learner's own DAG, and refuse one whose id another file has: Airflow would show either, by turns.

    A broken pipeline is left as Airflow without this course would take it.

    Args:
        dag: the DAG that was read.

    Raises:
        AirflowClusterPolicyViolation: the id is taken.
    """
    if FAULT:
        return
    path = Path(dag.fileloc)
    if path.is_relative_to(MY_DAGS):
        dag.tags.add(dag_files.TAG)
    if other := dag_files.taken(dag.dag_id, path):
        raise AirflowClusterPolicyViolation(
            f"The dag_id '{dag.dag_id}' is taken by {dag_files.short(other)}.\n"
            "To mend it: give this DAG another dag_id. Its function's name is its dag_id as a rule."
        )

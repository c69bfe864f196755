"""The executor of `make airflow EXECUTOR=edge`: tasks wait for a worker that you start, `./airflow edge worker`."""

from __future__ import annotations

from airflow.providers.edge3.executors.edge_executor import EdgeExecutor


class CourseEdgeExecutor(EdgeExecutor):
    """The Edge executor, for `airflow standalone`, which puts LocalExecutor in the place of one that is not local."""

    is_local = True

# Gets: count is not made by a CountFileLines, but by PythonDecoratedOperator.
from pathlib import Path

from airflow.sdk import BaseOperator, dag, task

from include.places import SIGN_UPS


class CountFileLines(BaseOperator):
    template_fields = ("path",)

    def __init__(self, path, **kwargs):
        super().__init__(**kwargs)
        self.path = path

    def execute(self, context):
        return len(Path(self.path).read_text().splitlines())


@dag(schedule=None)
def own_operator():
    @task
    def count(ds=None):
        return len((SIGN_UPS / f"{ds}.csv").read_text().splitlines())

    count()


own_operator()

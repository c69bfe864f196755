from pathlib import Path

from airflow.sdk import BaseOperator, dag

from include.places import SIGN_UPS


class CountFileLines(BaseOperator):
    template_fields = ("path",)

    def __init__(self, *, path, **kwargs):
        super().__init__(**kwargs)
        self.path = path

    def execute(self, context):
        return len(Path(self.path).read_text().splitlines())


@dag(schedule=None)
def own_operator():
    CountFileLines(task_id="count", path=str(SIGN_UPS / "{{ ds }}.csv"))


own_operator()

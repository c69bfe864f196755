from airflow.sdk import BaseOperator, dag


class GreetOperator(BaseOperator):
    template_fields = ("name",)

    def __init__(self, *, name, **kwargs):
        super().__init__(**kwargs)
        self.name = name

    def execute(self, context):
        print("Good morning,", self.name)
        return len(self.name)


@dag
def greetings():
    ada = GreetOperator(task_id="greet_ada", name="Ada")
    all_of_you = GreetOperator(task_id="greet_all", name="{{ dag.dag_id }}")
    ada >> all_of_you


greetings()

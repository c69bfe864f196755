# Gets: When the dough is mixed, the scheduler starts none of the tasks that bake.
FAULT=oven_plan ./airflow pools delete ovens

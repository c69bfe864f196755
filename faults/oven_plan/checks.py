"""What the repair of oven_plan has to do."""

from __future__ import annotations

from judging import Requirement, Work, has_tasks, is_listed, waits_for

BAKES = ("bake_cake", "bake_rolls", "bake_rye")
ARROWS = [arrow for bake in BAKES for arrow in (("mix", bake), (bake, "shelve"))]


def bakes_two_at_once(work: Work) -> str:
    """Return what is wrong with what the scheduler starts."""
    started = [task_id for task_id in work.started() if task_id in BAKES]
    if not started:
        return "When the dough is mixed, the scheduler starts none of the tasks that bake."
    if len(started) > 2:
        return f"The scheduler starts {len(started)} of them at once: {', '.join(started)}. There are two ovens."
    return "" if len(started) == 2 else f"The scheduler starts {started[0]} alone. There are two ovens."


def gets_through(work: Work) -> str:
    """Return why a run does not succeed."""
    work.begin()
    return work.run_again().failure()


REQUIREMENTS = (
    Requirement("Airflow lists a DAG oven_plan", is_listed),
    Requirement("It has its five tasks", has_tasks("mix", *BAKES, "shelve", no_other=True)),
    Requirement("Bread is baked after the dough is mixed, and before it is on the shelf", waits_for(*ARROWS)),
    Requirement("The scheduler lets two kinds of bread be baked at once, and no more", bakes_two_at_once),
    Requirement("A run succeeds", gets_through),
)

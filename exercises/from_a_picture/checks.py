"""What from_a_picture asks for: these arrows, and no other."""

from __future__ import annotations

from judging import Requirement, Work, has_tasks, is_listed, succeeds, waits_for

ARROWS = (
    ("orders", "join"),
    ("prices", "join"),
    ("join", "check"),
    ("check", "report"),
    ("check", "archive"),
)
TASKS = dict.fromkeys(task_id for arrow in ARROWS for task_id in arrow)


def has_every_arrow(work: Work) -> str:
    """Return which arrows are missing."""
    return is_listed(work) or has_tasks(*TASKS, no_other=True)(work) or waits_for(*ARROWS)(work)


def has_no_other_arrow(work: Work) -> str:
    """Return which arrows are too much."""
    surplus = [
        f"{task.task_id} waits for {first}"
        for task in work.dag().tasks
        for first in sorted(task.upstream_task_ids)
        if (first, task.task_id) not in ARROWS
    ]
    return f"There is an arrow that the picture does not have: {', '.join(surplus)}." if surplus else ""


REQUIREMENTS = (
    Requirement(
        "Every arrow of the picture is there",
        has_every_arrow,
        (
            "The lesson 'Dependencies' goes from a picture to the code, arrow by arrow.",
            "first >> then is one arrow. With a list, [a, b] >> c is two.",
            "Call check once, and give what that returns a name: checked = check()\n"
            "Then: [orders(), prices()] >> join() >> checked\n"
            "And two more arrows begin at checked.",
        ),
    ),
    Requirement(
        "There is no other arrow",
        has_no_other_arrow,
        (
            "The lesson 'Dependencies' shows which arrows a line of code makes.",
            "A task that waits for check waits for all that check waits for, too. That needs no arrow of its own.",
            "Remove the line that makes the arrow that is named above.",
        ),
    ),
    Requirement(
        "A run of it succeeds",
        succeeds,
        (
            "The lesson 'Dependencies' only joins tasks. What they do stays as it was.",
            "Compare the six functions with those of the beginning: make solution EXERCISE=from_a_picture",
        ),
    ),
)

"""What the repair of milk_order has to do."""

from __future__ import annotations

from datetime import datetime, timezone

from judging import Requirement, Work, has_tasks, is_listed

ORDERED = {20: 13, 22: 53}  # on a Friday, and on a Sunday


def sends(work: Work) -> str:
    """Return what is wrong with the orders of some days."""
    data = work.begin()
    for day, bottles in ORDERED.items():
        outcome = work.run_again(due=_due(day))
        if outcome.states.get("send") == "skipped":
            return f"On November {day} send was skipped. The run ended as: {outcome.state}."
        if outcome.state != "success":
            return outcome.failure()
        path = data / "orders" / f"2026-11-{day}.txt"
        sent = path.read_text(encoding="utf-8") if path.exists() else "nothing"
        if not sent.startswith(f"{bottles} "):
            return f"On November {day} the order has to be {bottles} bottles of milk, and not: {sent}."
    return ""


def sends_nothing_unknown(work: Work) -> str:
    """Return what is wrong when the amount can't be computed."""
    data = work.begin()
    (data / "fridge.json").unlink()
    outcome = work.run_again(due=_due(22))
    if found := sorted((data / "orders").glob("*")):
        sent = found[0].read_text(encoding="utf-8")
        return f"Nobody knew what is left in the fridge, much failed, and all the same this was sent: {sent}."
    return "" if outcome.state == "failed" else f"much failed, and the run ended as: {outcome.state}."


def _due(day: int) -> datetime:
    return datetime(2026, 11, day, 18, tzinfo=timezone.utc)


REQUIREMENTS = (
    Requirement("Airflow lists a DAG milk_order", is_listed),
    Requirement("It has the tasks choose, much, little and send", has_tasks("choose", "much", "little", "send")),
    Requirement("Each evening the right amount is ordered", sends),
    Requirement("If the amount can't be computed, nothing is ordered, and the run fails", sends_nothing_unknown),
)

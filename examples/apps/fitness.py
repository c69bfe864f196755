"""The fitness app, as one line of text a user: reads the database that health_score exports to."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing

from include.places import PRODUCTION


def newest_scores(user: str | None = None) -> list[tuple[str, str, int, int]]:
    """Read the newest score of each user.

    Args:
        user: only this user's; None for everyone's.

    Returns:
        Rows of user, day, score (0 to 100) and goal (steps); none if nothing was exported yet.
    """
    if not PRODUCTION.exists():
        return []
    with closing(sqlite3.connect(f"{PRODUCTION.as_uri()}?mode=ro", uri=True)) as app:
        return app.execute(
            "SELECT user_name, max(day), score, goal FROM health_scores "
            "WHERE user_name = :user OR :user IS NULL GROUP BY user_name ORDER BY user_name",
            {"user": user},
        ).fetchall()


def main(users: list[str]) -> None:
    """Print the newest score of the user that is named, or of all."""
    scores = newest_scores(*users[:1])
    for user, day, score, goal in scores:
        print(f"{user:<6} {day}   health score {score:>3} {'█' * (score // 10):<10}   next goal {goal:>6,} steps")
    if not scores:
        sys.exit("There is no score yet. Run the DAG health_score first: make example NAME=health_score")


if __name__ == "__main__":
    main(sys.argv[1:])

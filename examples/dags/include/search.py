"""Find the passages that are closest to a question, for the DAG and for the answering program."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import joblib

from include.places import MODELS


@dataclass
class Passage:
    """A passage of a lesson, and how close it is to the question, from 0 to 1."""

    path: str
    title: str
    heading: str
    text: str
    similarity: float


# --8<-- [start:search]
def search(db: duckdb.DuckDBPyConnection, question: str, limit: int) -> list[Passage]:
    """Find passages.

    Args:
        db: the warehouse.
        question: any text.
        limit: how many passages to return at most.

    Returns:
        The closest passages, the closest first; none if the warehouse has none.
    """
    embedder = db.execute("SELECT any_value(embedder) FROM passages").fetchone()[0]
    if embedder is None:
        return []
    vector = (
        joblib.load(MODELS / f"{embedder}.joblib").transform([question])[0].tolist()
    )
    rows = db.execute(
        """
        SELECT
            path, title, heading, body,
            coalesce(list_cosine_similarity(vector, $vector), 0) AS similarity
        FROM passages ORDER BY similarity DESC, path, position LIMIT $limit
        """,
        {"vector": vector, "limit": limit},
    ).fetchall()
    return [Passage(*row) for row in rows]


# --8<-- [end:search]

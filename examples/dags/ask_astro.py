"""### Ask Astro, small: MLOps and AI

Makes the lessons of this course searchable: splits them into passages, embeds each as a list of
numbers, and stores them where `examples/apps/ask.py` looks for answers. Then measures how well
questions find their lesson.
"""

# --8<-- [start:imports]
import hashlib
import json
import logging
from datetime import timedelta
from pathlib import Path

import pendulum
from airflow.sdk import dag, task
from airflow.sdk.exceptions import AirflowFailException

from include.lessons import read, split_up
from include.places import LESSONS, MODELS
from include.search import search
from include.warehouse import warehouse

log = logging.getLogger(__name__)
# --8<-- [end:imports]

QUESTIONS = Path(__file__).parent / "include" / "questions.json"


# --8<-- [start:extract]
@task
def extract() -> None:
    """Read the lessons and the glossary. What was removed there is removed here."""
    documents = [
        document
        for path in sorted(LESSONS.rglob("*.md"))
        if (document := read(path, LESSONS))
    ]
    if not documents:
        raise AirflowFailException(
            f"There are no lessons in {LESSONS}. Nothing was changed."
        )
    with warehouse() as db:
        db.execute("DELETE FROM documents")
        db.executemany("INSERT INTO documents VALUES ($path, $title, $body)", documents)
    log.info("Extracted %s documents", len(documents))


# --8<-- [end:extract]


# --8<-- [start:split]
@task
def split() -> None:
    """Split at headings, and long sections into passages that share 30 words."""
    with warehouse() as db:
        documents = db.execute(
            "SELECT path, body FROM documents ORDER BY path"
        ).fetchall()
        passages = [
            (path, position, heading, text)
            for path, body in documents
            for position, (heading, text) in enumerate(
                split_up(body, words=150, overlap=30)
            )
        ]
        db.execute("DELETE FROM split_passages")
        db.executemany("INSERT INTO split_passages VALUES (?, ?, ?, ?)", passages)
    log.info("Split %s documents into %s passages", len(documents), len(passages))


# --8<-- [end:split]


# --8<-- [start:embed]
@task
def embed() -> None:
    """Turn each passage into 100 numbers. What is on the same subject lies close."""
    import joblib
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import Normalizer

    with warehouse() as db:
        passages = db.execute(
            "SELECT path, position, title || ' ' || heading || ' ' || p.body "
            "FROM split_passages AS p JOIN documents USING (path) "
            "ORDER BY path, position"
        ).fetchall()
    texts = [text for _, _, text in passages]
    # Rare words say more than common ones; words that occur together share a direction.
    weigh_words = TfidfVectorizer(stop_words="english", sublinear_tf=True)
    find_subjects = TruncatedSVD(n_components=min(100, len(texts)), random_state=0)
    embedder = make_pipeline(weigh_words, find_subjects, Normalizer())
    vectors = embedder.fit_transform(texts)
    version = f"embedder-{hashlib.sha256(repr(texts).encode()).hexdigest()[:8]}"
    MODELS.mkdir(parents=True, exist_ok=True)
    joblib.dump(embedder, MODELS / f"{version}.joblib")
    with warehouse() as db:
        db.execute("DELETE FROM embedded_passages")
        db.executemany(
            "INSERT INTO embedded_passages VALUES (?, ?, ?, ?)",
            [
                (path, position, vector.tolist(), version)
                for (path, position, _), vector in zip(passages, vectors, strict=True)
            ],
        )
    log.info("Embedded %s passages with %s", len(passages), version)


# --8<-- [end:embed]


# --8<-- [start:upsert]
@task
def upsert() -> None:
    """Replace the passages in one transaction: nobody ever finds half of them."""
    with warehouse() as db:
        removed = db.execute(
            "DELETE FROM passages WHERE path NOT IN (SELECT path FROM documents) "
            "RETURNING path"
        ).fetchall()
        for (path,) in db.execute("SELECT path FROM documents").fetchall():
            db.execute("DELETE FROM passages WHERE path = $path", {"path": path})
            db.execute(
                """
                INSERT INTO passages
                SELECT path, position, title, heading, p.body, vector, embedder
                FROM split_passages AS p
                JOIN documents USING (path)
                JOIN embedded_passages USING (path, position)
                WHERE path = $path
                """,
                {"path": path},
            )
        (count,) = db.execute("SELECT count(*) FROM passages").fetchone()
    log.info(
        "%s passages can be found; %s documents were removed", count, len(set(removed))
    )


# --8<-- [end:upsert]


# --8<-- [start:evaluate]
@task
def evaluate() -> float:
    """Ask questions whose lesson is known. Fail if too few find it."""
    questions = json.loads(QUESTIONS.read_text(encoding="utf-8"))
    with warehouse() as db:
        missed = [
            question["question"]
            for question in questions
            if question["lesson"]
            not in {
                passage.path for passage in search(db, question["question"], limit=3)
            }
        ]
    share = 1 - len(missed) / len(questions)
    result = f"{share:.0%} of {len(questions)} questions find their lesson"
    if share < 0.8:
        raise AirflowFailException(
            f"Only {result}, and 80% is needed. Missed: {missed}"
        )
    log.info("%s. Missed: %s", result, missed or "none")
    return share


# --8<-- [end:evaluate]


# --8<-- [start:dag]
@dag(
    schedule="0 5 * * 2",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["use case", "MLOps and AI"],
    default_args={
        "owner": "course",
        "retries": 3,
        "retry_delay": timedelta(seconds=10),
    },
    doc_md=__doc__,
)
def ask_astro():
    extract() >> split() >> embed() >> upsert() >> evaluate()


ask_astro()
# --8<-- [end:dag]

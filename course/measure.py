"""How long a lesson takes."""

from __future__ import annotations

from course.model import Page

# Reading of prose by adults: 238 words a minute for non-fiction (Brysbaert 2019, https://doi.org/10.1016/j.jml.2019.104047).
# Learners meet new words, so a little slower; the other speeds are our own estimates.
WORDS_A_MINUTE = 200
MINUTES_A_LINE_OF_CODE = 5 / 60
MINUTES_A_PICTURE = 1 / 2
MINUTES_A_QUESTION = 3 / 4


def words(page: Page) -> int:
    """Return how many words of prose a page has, its questions included."""
    return sum(len(prose.text.split()) for prose in page.prose)


def minutes(page: Page) -> float:
    """Return how many minutes a page takes a learner: its prose, code, diagrams, pictures and questions.

    Args:
        page: the page. A line that includes code counts as ten lines, because what it stands for is elsewhere.

    Returns:
        Minutes, not rounded.
    """
    diagrams = page.diagrams
    lines = sum(code.text.count("\n") for code in page.codes if code not in diagrams) + 9 * len(page.includes)
    pictures = len(diagrams) + len({image.alt for image in page.images})  # light and dark are one picture
    return (
        words(page) / WORDS_A_MINUTE
        + lines * MINUTES_A_LINE_OF_CODE
        + pictures * MINUTES_A_PICTURE
        + len(page.questions) * MINUTES_A_QUESTION
    )

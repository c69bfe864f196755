"""How long a lesson takes."""

from __future__ import annotations

from course.model import SHELL, Diagram, Page

# Adults read 238 words of non-fiction a minute, silently: M. Brysbaert, "How many words do we read per minute?",
# Journal of Memory and Language 109, 2019, https://doi.org/10.1016/j.jml.2019.104047. Learners meet new words, so a
# little slower.
WORDS_A_MINUTE = 200
# These are our own estimates.
MINUTES_A_LINE_OF_CODE = 5 / 60
MINUTES_A_COMMAND = 1 / 2  # to type it, to wait, to look at what came
MINUTES_A_PICTURE = 1 / 2
MINUTES_A_QUESTION = 3 / 4  # with its answers and why


def words(page: Page) -> int:
    """Return how many words a page has in its sentences, without its questions."""
    asked = {line for question in page.questions for line in range(question.line, question.end)}
    read = [*page.prose, *page.inline_codes]
    return sum(len(run.text.split()) for run in read if run.line not in asked)


def minutes(page: Page) -> float:
    """Return how many minutes a page takes a learner: its prose, code, commands, diagrams, pictures and questions.

    What a learner does in an exercise, and how long Airflow takes to install, is not in it.

    Args:
        page: the page. Code counts wherever it stands, in a fold and in a question too; its blank lines don't.

    Returns:
        Minutes, not rounded.
    """
    commands = sum(_lines(code.text) for code in page.codes if code.language in SHELL)
    code = sum(_lines(code.text) for code in page.codes if code.language not in SHELL and not isinstance(code, Diagram))
    # A line that includes code stands for all of it.
    code += sum(_lines(include.code) - 1 for include in page.includes if include.code)
    pictures = len(page.diagrams) + len({image.alt for image in page.images})  # light and dark are one picture
    return (
        words(page) / WORDS_A_MINUTE
        + code * MINUTES_A_LINE_OF_CODE
        + commands * MINUTES_A_COMMAND
        + pictures * MINUTES_A_PICTURE
        + len(page.questions) * MINUTES_A_QUESTION
    )


def _lines(text: str) -> int:
    return sum(bool(line.strip()) for line in text.split("\n"))

"""How good the questions are as a whole: `make quiz-report`.

How many there are and what they test; and whether the form of the answers gives the right one away. Whoever knows
nothing, and always takes the longest answer or always the second, must not do better than chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import comb

from course.model import Answer, Course, Page, Question

# What chance gives less often than this is taken for a habit.
LEVEL = 0.05

# Ways to choose answers by their form alone.
FORMS: dict[str, Callable[[Question], list[Answer]]] = {
    "longest": lambda question: _of_length(question, max),
    "shortest": lambda question: _of_length(question, min),
    "first": lambda question: list(question.answers[:1]),
    "second": lambda question: list(question.answers[1:2]),
    "third": lambda question: list(question.answers[2:3]),
    "fourth": lambda question: list(question.answers[3:4]),
    "last": lambda question: list(question.answers[-1:]),
}


@dataclass(frozen=True)
class Form:
    """How often a way to choose by form finds a right answer.

    ``hits`` are the questions where it does, of ``questions`` where it can. ``expected`` is how many there are by
    chance, and ``probability`` how likely it is that there are so many or more.
    """

    name: str
    hits: list[tuple[Page, Question]]
    questions: int
    expected: float
    probability: float


def at_least(chances: list[float], count: int) -> float:
    """Return the probability that at least so many of some events happen, exactly.

    How many of some independent events happen has a Poisson binomial distribution. Here it is made by adding one event
    after the other.

    Args:
        chances: the probability of each event.
        count: of events.

    Returns:
        From 0 to 1.
    """
    distribution = [1.0]  # the probability that 0, 1, 2 … happened
    for chance in chances:
        stays = [*(probability * (1 - chance) for probability in distribution), 0.0]
        rises = [0.0, *(probability * chance for probability in distribution)]
        distribution = [one + other for one, other in zip(stays, rises, strict=True)]
    return sum(distribution[count:])


def forms(asked: list[tuple[Page, Question]]) -> list[Form]:
    """Return how often each way to choose by form finds a right answer.

    Of the k answers to a question r are right, and a way chooses t. By chance, at least one of these t is right with
    the probability 1 - C(k - t, r) / C(k, r). So questions with several right answers count too, and answers of one
    length.

    Args:
        asked: the questions, each with its page.
    """
    found = []
    for name, choose in FORMS.items():
        hits, chances = [], []
        for page, question in asked:
            answers, right = len(question.answers), len(question.right)
            if right and (chosen := choose(question)):
                chances.append(1 - comb(answers - len(chosen), right) / comb(answers, right))
                if any(answer.right for answer in chosen):
                    hits.append((page, question))
        found.append(Form(name, hits, len(chances), sum(chances), at_least(chances, len(hits))))
    return found


def report(course: Course) -> tuple[str, list[str]]:
    """Return what there is to say about the questions of the lessons, and what has to be mended.

    Args:
        course: the course. The home page's question is a taste, and does not count.
    """
    asked = [(page, question) for page in course.lessons for question in page.questions]
    answers = [(page, answer) for page, question in asked for answer in question.answers]
    judged = forms(asked)
    lines = [
        f"{len(asked)} questions in {len(course.lessons)} lessons:",
        *(f"{len(page.questions):4}  docs/{page.path}" for page in course.lessons),
        "",
        "Questions for each objective:",
        *_objectives(course),
        "",
        _share("Questions with code, a diagram or a picture", [_shows(page, question) for page, question in asked]),
        _share("Questions whose answers Airflow gives", [_runs(course, question) for _, question in asked]),
        _share("Questions that ask for what was read (recall)", [question.recall for _, question in asked]),
        _share("Explanations with a link", [_linked(answer) for _, answer in answers]),
        "",
        "Who takes the … answer   is right in   by chance   so often or more by chance",
        *(
            f"  {form.name:<22}{f'{len(form.hits)} of {form.questions}':>12}{form.expected:>12.1f}"
            f"{form.probability:>29.1%}"
            for form in judged
        ),
    ]
    faults = [_mend(form) for form in judged if form.probability < LEVEL]
    faults += [
        f"docs/{page.path}:{answer.line}: '{answer.text.plain}' has no explanation with a link\n"
        "  To mend it: link to the section that teaches it"
        for page, answer in answers
        if not _linked(answer)
    ]
    return "\n".join(lines), faults


def _objectives(course: Course) -> Iterator[str]:
    for page in course.lessons:
        named = [" ".join(comment.text.split()) for question in page.questions for comment in question.objectives]
        for text, line in page.objectives:
            words = " ".join(text.split())
            yield f"{named.count(words):4}  docs/{page.path}:{line}  {words}"


def _mend(form: Form) -> str:
    remedies = {
        "longest": "shorten the right answer, or give a wrong one more to say",
        "shortest": "give the right answer more to say, or shorten a wrong one",
    }
    remedy = remedies.get(form.name, "move the right answer")
    places = "\n".join(f"    docs/{page.path}:{question.line}" for page, question in form.hits)
    return (
        f"The {form.name} answer is right in {len(form.hits)} of {form.questions} questions. So many or more come by "
        f"chance in {form.probability:.1%} of the cases, which is less than {LEVEL:.0%}.\n"
        f"  To mend it: {remedy}, in some of these:\n{places}"
    )


def _of_length(question: Question, which: Callable[[list[int]], int]) -> list[Answer]:
    wanted = which([len(answer.text.plain) for answer in question.answers])
    return [answer for answer in question.answers if len(answer.text.plain) == wanted]


def _shows(page: Page, question: Question) -> bool:
    return any(question.line < shown.line < question.end for shown in (*page.codes, *page.images))


def _runs(course: Course, question: Question) -> bool:
    folder = course.root / "examples" / "questions"
    return any(include.file and include.file.parent == folder for include in question.includes)


def _linked(answer: Answer) -> bool:
    return bool(answer.reason and answer.reason.links)


def _share(what: str, each: list[bool]) -> str:
    return f"{what}: {sum(each)} of {len(each)} ({sum(each) / max(len(each), 1):.0%})"

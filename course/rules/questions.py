"""Q: questions and their answers. The syntax is that of mkdocs-quiz."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from course.findings import Finding, Fix
from course.model import Answer, Course, Page, Question
from course.rules import Rule

SELECT_ALL = "(select all that apply)"
# Answers that point at the others: a reader who knows two knows all.
POINTING = re.compile(
    r"(?:all|both|(?:none|any|neither|either|each|every one)(?= )|the (?:first|last)(?= ))"
    r"(?: (?:of|the|these|those|them|other|two|three|four|answers?|options?|ones?|above|below|mentioned|listed|are"
    r"|right|correct|true))*"
    r"|(?:both )?[a-f](?:,| and| or) [a-f](?: and [a-f])?",
)
BLANK_TO_FILL = re.compile(r"\[\[[^\]]+\]\]")
# What makes a heading, a quotation, a list or a line of an answer, for Python-Markdown.
BLOCK = re.compile(r"( {4}|#|>|[*+-](?=[ ])|\d+\.(?=[ ])|[-*_]{3,}$)")
# A bare "not" in a question is read over. In capitals or in bold it is seen.
BARE_NOT = re.compile(
    r"\b(?:which|what|who|where)\b(?:(?!\b(?:if|when|that|because|why|after|before)\b)[^,;?])*"
    r"\b(?:not|isn't|aren't|doesn't|don't|can't|cannot|won't|never)\b",
    re.IGNORECASE,
)
CODE_OR_QUOTE = re.compile(r"`[^`]*`|\"[^\"]*\"|“[^”]*”|\*[^*]*\*")
LIKE_AN_ITEM = re.compile(r"\s*(?:[-*+•☐☑✓✗]|\d+[.)]|\[|\()")
ANSWER_SLIP = re.compile(r"\s*[-*+]\s*\[\s*([xX]?)\s*\]\s*(.+)")

GOOD = """<!-- objective: Choose between clearing and a backfill -->
<quiz>

Where does Airflow keep the state of a task instance?
- [ ] In the DAG file
> A [DAG file](#lesson) holds the plan.
- [x] In the database
> Yes. The [database](#lesson) holds all states.

</quiz>"""
TWO = GOOD.replace("- [ ] In the DAG file", "- [x] In the metadata database").replace("holds the plan", "holds none")
CODE = """```markdown
- [ ] Buy milk
```"""

RULES = [
    Rule(
        "Q301",
        "quiz-tag",
        "`<quiz>` and `</quiz>` each have a line of their own, in small letters. mkdocs-quiz before 1.0 wrote "
        "`<?quiz?>`; that is no longer read.",
        GOOD.replace("</quiz>", ""),
        GOOD,
        at="<quiz>",
    ),
    Rule(
        "Q302",
        "question-missing",
        "The question stands between `<quiz>` and the first answer.",
        GOOD.replace("Where does Airflow keep the state of a task instance?", ""),
        GOOD,
        at="<quiz>",
    ),
    Rule(
        "Q303",
        "answers-too-few",
        "A question has two answers or more.",
        GOOD.replace("- [ ] In the DAG file\n> A [DAG file](#lesson) holds the plan.\n", ""),
        GOOD,
        at="<quiz>",
    ),
    Rule(
        "Q304",
        "no-right-answer",
        "At least one answer is right: `- [x]`.",
        GOOD.replace("[x]", "[ ]"),
        GOOD,
        at="<quiz>",
    ),
    Rule(
        "Q305",
        "answer-without-reason",
        "Right under each answer a line `> …` says why it is right or wrong. That line teaches more than the verdict.",
        GOOD.replace("> A [DAG file](#lesson) holds the plan.\n", ""),
        GOOD,
        at="- [ ] In the DAG file",
    ),
    Rule(
        "Q306",
        "no-answer",
        "mkdocs-quiz takes a line for an answer only if it is written `- [x] right` or `- [ ] wrong`, with single "
        "spaces. Any other is shown as text, and the answers below it are lost.",
        GOOD.replace("- [x]", "-[x]"),
        GOOD,
        at="-[x] In the database",
    ),
    Rule(
        "Q307",
        "words-between-answers",
        "With a line between two answers that is neither an answer nor a reason, mkdocs-quiz ends the answers, and "
        "loses the ones below.",
        GOOD.replace("holds the plan.", "holds\nthe plan."),
        GOOD,
        at="the plan.",
    ),
    Rule(
        "Q308",
        "reason-of-nothing",
        "A reason stands on the line right under its answer. After a blank line it belongs to no answer.",
        GOOD.replace("- [x] In the database\n", "- [x] In the database\n> Yes.\n\n"),
        GOOD,
        at="> Yes. The [database](#lesson) holds all states.",
    ),
    Rule(
        "Q309",
        "blank-to-fill",
        "`[[…]]` makes a question with a gap to type into. It accepts one spelling only, so the course asks with "
        "choices.",
        GOOD.replace("Where does Airflow keep the state of a task instance?", "States are in the [[database]]."),
        GOOD,
        at="States are in the [[database]].",
    ),
    Rule(
        "Q310",
        "answer-twice",
        "Two answers are the same if a reader can't tell them apart. `0 0 * * 1` and `0 0 1 * *` differ; `*a*` and "
        "`_a_` don't.",
        GOOD.replace("In the DAG file", "In the database"),
        GOOD,
        at="- [x] In the database",
    ),
    Rule(
        "Q311",
        "question-twice",
        "A learner's saved answer is found by all that the question shows: its words, its code, its pictures. So no "
        "two questions of a page are the same.",
        GOOD + "\n\nWords.\n\n" + GOOD,
        GOOD,
        at="<quiz>",
    ),
    Rule(
        "Q312",
        "question-in-two-lessons",
        "A question that stands in two lessons is answered from memory the second time.",
        GOOD,
        GOOD.replace("Where does Airflow keep", "In which part does Airflow store"),
        at="<quiz>",
        where="both",
    ),
    Rule(
        "Q313",
        "select-all-that-apply",
        f"A question with several right answers ends with '{SELECT_ALL}'; one with a single right answer "
        "doesn't say so.",
        TWO,
        TWO.replace("instance?", f"instance? {SELECT_ALL}"),
        at="Where does Airflow keep the state of a task instance?",
    ),
    Rule(
        "Q314",
        "reason-without-link",
        "A reason links to the section that teaches it, so that whoever was wrong can read on at once.",
        GOOD.replace("[DAG file](#lesson)", "DAG file"),
        GOOD,
        at="> A DAG file holds the plan.",
        error_from=date(2027, 3, 1),
    ),
    Rule(
        "Q315",
        "right-answer-longest",
        "Where the right answer is by far the longest, its form gives it away: it is more than one and a half times "
        "as long as every wrong one, and more than 20 characters longer.",
        GOOD.replace(
            "- [x] In the database", "- [x] In the metadata database, where all other parts of Airflow look it up"
        ),
        GOOD,
        at="- [x] In the metadata database, where all other parts of Airflow look it up",
        warning=True,
    ),
    Rule(
        "Q316",
        "all-of-the-above",
        '"All of the above" is right as soon as two answers are, and "none of the above" teaches nothing. Both break '
        "when answers move.",
        GOOD.replace("In the DAG file", "All of the above"),
        GOOD,
        at="- [ ] All of the above",
    ),
    Rule(
        "Q317",
        "bare-not",
        'A "not" in a question is read over. Ask for what holds, or make it seen: **not**.',
        GOOD.replace("Where does Airflow keep the state of a task instance?", "Which part does not keep states?"),
        GOOD.replace("Where does Airflow keep the state of a task instance?", "Which part does **not** keep states?"),
        at="Which part does not keep states?",
        warning=True,
    ),
    Rule(
        "Q318",
        "gap-between-answers",
        "Answers stand close together: with a blank line between them, GitHub shows them as separate lists.",
        GOOD.replace("- [x] In the database", "\n- [x] In the database"),
        GOOD,
        at="",
    ),
    Rule(
        "Q320",
        "answer-is-a-block",
        "An answer is a line of words. Some signs at its beginning make a heading, a quotation or a list of it, and "
        "are lost. A backslash keeps them.",
        GOOD.replace("In the DAG file", "> 10 minutes"),
        GOOD.replace("In the DAG file", "\\> 10 minutes"),
        at="- [ ] > 10 minutes",
    ),
    Rule(
        "Q321",
        "heading-in-question",
        "A question is a part of a section. A heading in it would begin another one, in the table of contents too.",
        GOOD.replace("Where does", "### Where?\n\nWhere does"),
        GOOD.replace("Where does", "**Where?**\n\nWhere does"),
        at="### Where?",
    ),
    Rule(
        "Q319",
        "answer-in-code",
        "mkdocs-quiz looks for answers line by line, in code too. Indent such a line of code by a blank.",
        GOOD.replace("instance?", f"instance?\n\n{CODE}\n"),
        GOOD.replace("instance?", f"instance?\n\n{CODE.replace('- [ ] Buy', ' - [ ] Buy')}\n"),
        at="- [ ] Buy milk",
    ),
]

SLIPS = {
    "no answer": ("Q306", "'{}' is no answer", "write '- [x] right' or '- [ ] wrong', with single spaces"),
    "words between answers": (
        "Q307",
        "'{}' stands between two answers",
        "begin it with '>' to make it an explanation",
    ),
    "words below a reason": ("Q307", "'{}' belongs to no answer", "begin it with '>' to make it a part of the reason"),
    "reason of nothing": (
        "Q308",
        "this explanation belongs to no answer",
        "put it on the line right under its answer",
    ),
    "gap": ("Q318", "a blank line stands between two answers", "remove it"),
    "answer in code": (
        "Q319",
        "mkdocs-quiz takes '{}' for an answer, though it is code",
        "put a blank before it",
    ),
}


def check(course: Course) -> Iterator[Finding]:
    """Yield what is wrong with questions."""
    asked: dict[str, tuple[Page, Question]] = {}
    for page in course.pages.values():
        yield from _tags(page)
        here: dict[str, Question] = {}
        for question in page.questions:
            yield from _question(page, question)
            if not question.text.plain:
                continue
            remedy = "word it differently: a learner's saved answer is found by the question's text"
            if first := here.get(question.id):
                problem = f"the same question stands at line {first.line} already"
                yield Finding("Q311", f"docs/{page.path}", question.line, problem, remedy)
            elif page.is_lesson and question.id in asked:
                other, first = asked[question.id]
                problem = f"the same question stands in docs/{other.path}:{first.line}"
                yield Finding("Q312", f"docs/{page.path}", question.line, problem, "ask something else in one of them")
            here.setdefault(question.id, question)
            if page.is_lesson:
                asked.setdefault(question.id, (page, question))


def _tags(page: Page) -> Iterator[Finding]:
    path = f"docs/{page.path}"
    for trouble in page.troubles:
        if trouble.kind == "heading in a question":
            problem = f"the heading '{trouble.text}' stands in a question"
            yield Finding("Q321", path, trouble.line, problem, "make it bold, or put it above the question")
        elif trouble.kind == "quiz tag" and trouble.text == "<quiz>":
            remedy = "write </quiz> on a line of its own after it"
            yield Finding("Q301", path, trouble.line, "this quiz has no </quiz>", remedy)
        elif trouble.kind == "quiz tag":
            remedy = "write <quiz> on a line of its own before it"
            yield Finding("Q301", path, trouble.line, "this quiz has no <quiz>", remedy)
    for tag in page.tags:
        if tag.name.strip("?/") != "quiz":
            continue
        right = "</quiz>" if tag.closing or tag.name == "?/quiz" else "<quiz>"
        alone = page.source.split("\n")[tag.line - 1].strip()
        fix = Fix(tag.line, alone, right) if alone.lower().replace("?", "").replace(" ", "") == right else None
        problem = f"'{alone}' is no tag of a quiz" if fix else f"'{right}' stands in a line with other words"
        remedy = f"write {right}, in small letters, alone on its line; in a sentence put it in backticks"
        yield Finding("Q301", path, tag.line, problem, remedy, fix=fix)


def _question(page: Page, question: Question) -> Iterator[Finding]:
    path = f"docs/{page.path}"

    def found(code: str, line: int, problem: str, remedy: str, fix: Fix | None = None) -> Finding:
        return Finding(code, path, line, problem, remedy, fix=fix)

    for slip in question.slips:
        code, problem, remedy = SLIPS[slip.kind]
        if code == "Q307" and LIKE_AN_ITEM.match(slip.text):
            remedy = "write it as '- [ ] wrong' or '- [x] right' if it is an answer"
        fix = None
        if slip.kind == "gap":
            fix = Fix(slip.line, page.source.split("\n")[slip.line - 1], None)
        elif slip.kind == "no answer" and (mended := ANSWER_SLIP.fullmatch(slip.text)):
            fix = Fix(slip.line, slip.text, f"- [{mended[1].lower() or ' '}] {mended[2]}")
        yield found(code, slip.line, problem.format(slip.text), remedy, fix)
    broken = any(slip.kind == "no answer" for slip in question.slips)
    answers = question.answers
    asked = range(question.text.line, question.answers[0].line if answers else question.end)
    for prose in page.prose:
        if prose.line in asked and BLANK_TO_FILL.search(prose.text):
            broken = True
            remedy = "ask with choices: '- [x] right' and '- [ ] wrong'"
            yield found("Q309", prose.line, "'[[…]]' makes a fill-in-the-blank quiz", remedy)
    if not question.text.plain and not question.text.visible.strip():
        yield found("Q302", question.line, "the quiz has no question", "write the question after <quiz>")
    if len(answers) < 2 and not broken:
        remedy = "add answers, as '- [x] right' and '- [ ] wrong'"
        yield found("Q303", question.line, "the quiz has fewer than two answers", remedy)
    if answers and not question.right and not broken:
        remedy = "mark each right answer with '- [x]'"
        yield found("Q304", question.line, "no answer is marked as right", remedy)
    seen: set[str] = set()
    for answer in answers:
        words = answer.text.markdown
        if block := BLOCK.match(words):
            problem = f"'{block[1]}' at the beginning makes more than words of the answer '{words}'"
            mended = f"{words[: block.end(1) - 1]}\\{words[block.end(1) - 1 :]}"
            fix = Fix(answer.line, f"] {words}", f"] {mended}")
            yield found("Q320", answer.line, problem, f"write '{mended}', or put it in backticks", fix)
        if answer.id in seen:
            yield found(
                "Q310", answer.line, f"the answer '{words}' stands here twice", "remove one, or word it differently"
            )
        seen.add(answer.id)
        if answer.reason is None:
            remedy = "put a line '> Why it is right or wrong.' right under it"
            yield found("Q305", answer.line, f"the answer '{words}' does not say why", remedy)
        elif not answer.reason.links:
            remedy = "link to the section that teaches it, such as [the parts](#the-parts)"
            yield found("Q314", answer.reason.line, "the reason links to nothing", remedy)
        if POINTING.fullmatch(answer.text.plain.lower().strip(" .")) and "`" not in words:
            problem = f"the answer '{words}' points at the others"
            yield found("Q316", answer.line, problem, "write out what is meant, or remove it")
    yield from _form(question, found)


def _form(question: Question, found: Callable[..., Finding]) -> Iterator[Finding]:
    right, stem = question.right, question.text
    # Without the code of a question, whose words are no question.
    words = stem.plain
    last = stem.line + stem.markdown.rstrip().count("\n")
    says_all = SELECT_ALL in words.lower()
    if len(right) > 1 and not says_all:
        line = stem.markdown.rstrip().split("\n")[-1]
        fix = Fix(last, line, f"{line} {SELECT_ALL}") if line.endswith("?") else None
        problem = f"{len(right)} answers are right, and the question does not say so"
        yield found("Q313", last, problem, f"end the question with '{SELECT_ALL}'", fix)
    elif len(right) == 1 and says_all:
        problem = f"the question says '{SELECT_ALL}', and one answer is right"
        yield found("Q313", stem.line, problem, "mark the other right answers with '- [x]', or leave the words out")
    wrong = [len(answer.text.plain) for answer in question.answers if not answer.right]
    if wrong and right:
        # Of several right ones, the shortest has to be so much longer to tell them apart.
        shortest: Answer = min(right, key=lambda answer: len(answer.text.plain))
        length = len(shortest.text.plain)
        if length > 1.5 * max(wrong) and length > max(wrong) + 20:
            problem = "the right answer is by far the longest"
            yield found("Q315", shortest.line, problem, "shorten it, or give the wrong ones as much to say")
    # In what is not bold: '*' stands around what is.
    plain = "".join(part for number, part in enumerate(stem.visible.split("**")) if number % 2 == 0)
    bare = CODE_OR_QUOTE.sub("", plain).replace("’", "'")
    for sentence in re.split(r"(?<=[.!:?])\s+", bare):
        if "?" in sentence and BARE_NOT.search(sentence):
            yield found(
                "Q317", stem.line, "a bare 'not' in the question is read over", "ask for what holds, or write **not**"
            )
            break

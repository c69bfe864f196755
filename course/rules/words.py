"""W: words. Each may be meant as it stands, so these rules only warn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from course.findings import Finding, Fix
from course.model import Course, Page
from course.rules import Rule

WORD = re.compile(r"(?<!\w)[^\W\d_]+(?:['’][^\W\d_]+)?")
# The words of CONTRIBUTING.md, How we write.
PATRONIZING = {"simply", "just", "obviously"}
# "has just finished" speaks of time.
HAS = re.compile(r"\b(?:has|have|had|is|are|was|were|been)\s+$")
# codespell knows these as slips or as British; here they are meant.
MEANT = {"dialogue"}

RULES = [
    Rule(
        "W801",
        "spelling",
        "Words are spelled as Americans do. The dictionary is codespell's.",
        "A task recieves a path.",
        "A task receives a path.",
        warning=True,
    ),
    Rule(
        "W802",
        "term",
        "One word for one thing, spelled one way: as in the glossary.",
        "Each Dag run has a state.",
        "Each DAG run has a state.",
        warning=True,
    ),
    Rule(
        "W803",
        "patronizing-word",
        "What is easy for you may not be for the reader: no 'simply', 'just' or 'obviously'.",
        "You simply clear it.",
        "You clear it.",
        warning=True,
    ),
]


def check(course: Course) -> Iterator[Finding]:
    """Yield words that are misspelled, spelled otherwise than in the glossary, or patronizing."""
    slips = _dictionary()
    terms = _terms(course)
    for page in course.pages.values():
        path = f"docs/{page.path}"
        for line, text, bold in _texts(page):
            for match in WORD.finditer(text):
                word, lower = match[0], match[0].lower()
                if lower not in slips and lower not in PATRONIZING:
                    continue
                before, near = text[: match.start()], text[max(0, match.start() - 1) : match.end() + 1]
                if any(sign in near for sign in "/@_") or "://" in before.split(" ")[-1]:
                    continue  # part of an address or of a file's name
                if lower in PATRONIZING and not bold and not HAS.search(before):
                    yield Finding("W803", path, line, f"'{word}' tells the reader that it is easy", "leave it out")
                # A capital in the middle of a sentence makes a name.
                name = word[0].isupper() and re.search(r"[\w,;)]\s+$", before) is not None
                if lower in slips and lower not in MEANT and not name and word not in terms.written:
                    meant = [one.strip() for one in slips[lower].split(",")]
                    right = [_cased(one, word) for one in meant if one]
                    fix = Fix(line, word, right[0]) if len(right) == 1 and text.count(word) == 1 else None
                    yield Finding("W801", path, line, f"'{word}' is misspelled", f"write {' or '.join(right)}", fix=fix)
            if not bold:  # words of Airflow's pages stand in bold, as Airflow writes them
                yield from _terms_in(path, line, text, terms)


def _texts(page: Page) -> Iterator[tuple[int, str, bool]]:
    for prose in page.prose:
        yield prose.line, prose.text, prose.bold
    for image in page.images:
        yield image.line, image.alt, True
    for key in ("title", "description"):
        yield page.front.line(key), page.front.text(key), False
    for text, line in page.objectives:
        yield line, text, False


def _cased(right: str, written: str) -> str:
    return right.capitalize() if written[:1].isupper() else right


@cache
def _dictionary() -> dict[str, str]:
    """Read codespell's dictionaries: a slip and, with commas, what may be meant: ``teh->the``, ``wich->which,
    witch,``.
    """
    slips: dict[str, str] = {}
    for name in ("dictionary.txt", "dictionary_en-GB_to_en-US.txt"):
        entries = (files("codespell_lib") / "data" / name).read_text(encoding="utf-8").splitlines()
        slips.update(entry.split("->", 1) for entry in entries)
    return slips


class _Terms:
    """The glossary's terms, by their letters alone."""

    def __init__(self, terms: list[str]) -> None:
        self.written = set(terms)
        self.by_letters = {_letters(term): term for term in terms}
        self.longest = max((len(term.split()) for term in terms), default=0)
        self.beginnings = {letters[:3] for letters in self.by_letters}


def _letters(text: str) -> str:
    return re.sub(r"[\s-]", "", text).lower()


def _terms(course: Course) -> _Terms:
    glossary = (page for path, page in course.pages.items() if path.endswith("glossary.md"))
    return _Terms([term for page in glossary for term in page.terms.values()])


def _terms_in(path: str, line: int, text: str, terms: _Terms) -> Iterator[Finding]:
    """Yield a term that is cased, joined or split otherwise than in the glossary."""
    words = [(match.start(), match.end()) for match in re.finditer(r"\w+", text)]
    position = 0
    while position < len(words):
        start, end = words[position]
        beginning = text[start:end][:3].lower()
        if not any(letters.startswith(beginning) for letters in terms.beginnings):
            position += 1
            continue
        for length in range(min(terms.longest + 1, len(words) - position), 0, -1):
            written = text[start : words[position + length - 1][1]]
            if not all(sign.isalnum() or sign in " -_" for sign in written):
                continue
            single = written[:-1] if written.endswith("s") and _letters(written) not in terms.by_letters else written
            term = terms.by_letters.get(_letters(single))
            if term is None:
                continue
            position += length - 1
            if not _as_in_glossary(single, term):
                right = term + ("s" if single != written else "")
                right = right if _acronym(term.split()[0]) or start == 0 else right[0].lower() + right[1:]
                around = text[max(0, start - 1) : start] + text[start + len(written) :][:1]
                if not any(sign in around for sign in "/._"):  # a file's name
                    problem = f"'{written}' is '{right}' in the glossary"
                    yield Finding("W802", path, line, problem, f"write '{right}', or set a name in bold")
            break
        position += 1


def _acronym(word: str) -> bool:
    return any(sign.isupper() for sign in word[1:])


def _as_in_glossary(written: str, term: str) -> bool:
    """Tell whether a term is written as it should be: a first capital depends on the sentence, inner ones don't."""
    here, there = " ".join(written.split()), term
    if here in (there, there[0].lower() + there[1:] if not _acronym(there.split()[0]) else there):
        return True
    # In a title each word may begin with a capital letter, and an adjective may have a hyphen.
    same = here.replace("-", " ").split(), there.replace("-", " ").split()
    return len(same[0]) == len(same[1]) and all(
        one == other or (not _acronym(other) and one.lower() == other.lower()) for one, other in zip(*same, strict=True)
    )

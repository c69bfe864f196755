"""K: code that a lesson shows."""

from __future__ import annotations

import ast
import json
import re
import shlex
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from textwrap import dedent

import yaml
from pygments.lexers import get_all_lexers

from course import repository
from course.findings import Finding, Fix, nearest
from course.model import SHELL, Code, Course, Diagram, Include, Page
from course.rules import Rule

# What superfences and Material understand beside the language.
HERE = re.compile(r"<<-?\s*['\"]?(\w+)")
FOLDERS = {"examples", "docs", "tests", "course", "assets", "exercises", "tools", "hooks", "overrides"}
OPTIONS = {"title", "linenums", "hl_lines", "anchor_linenums", "title_mode"}
CLASSES = {"annotate", "copy", "no-copy", "select", "no-select"}
# What stands in for something of the reader's own.
PLACEHOLDER = re.compile(r"…|\.\.\.|<|\$|\*|~|[A-Z]{3,}|^(?:my|your)_")
# Commands that read a file, which has to be there; others may make it.
READING = set("bash cat code diff grep head less ls nano pytest python python3 rm sed sh source tail vi vim".split())
# Names of plain text that Pygments does not know, and does not need to.
PLAIN = {"plaintext", "txt", "jsonc", "jsonl", "csv", "dotenv", "cron", "log"}

RULES = [
    Rule(
        "K701",
        "python-syntax",
        "Python that a lesson shows is Python. A part of a file comes from the file itself (`--8<--`), so that it "
        "has run.",
        "```python\ndef extract()\n    return []\n```",
        "```python\ndef extract():\n    return []\n```",
        at="def extract()",
    ),
    Rule(
        "K702",
        "data-syntax",
        "YAML and JSON that a lesson shows can be read.",
        "```yaml\nschedule: @daily\n```",
        '```yaml\nschedule: "@daily"\n```',
        at="schedule: @daily",
    ),
    Rule(
        "K703",
        "command-unknown",
        "A command that a lesson gives works as it stands: the target of `make` is in the Makefile, the DAG in "
        "`examples/dags/`, the file in the repository.",
        "```shell\nmake exmaple NAME=first_pipeline\n```",
        "```shell\nmake example NAME=first_pipeline\n```",
        at="make exmaple NAME=first_pipeline",
    ),
    Rule(
        "K704",
        "include-missing",
        'A line `--8<-- "file.py:section"` stands for what is between the marks `# --8<-- [start:section]` and '
        "`# --8<-- [end:section]` of a file in a folder that `mkdocs.yml` names as `base_path`. A file without marks "
        'may be shown whole: `--8<-- "hello.py"`.',
        '```python\n--8<-- "first_pipeline.py:lod"\n```',
        '```python\n--8<-- "first_pipeline.py:load"\n```',
        at='--8<-- "first_pipeline.py:lod"',
    ),
    Rule(
        "K705",
        "language-unknown",
        "The word after a fence's backticks is a language that Pygments knows; without it, code has no colors.",
        "```pyhton\nprint(1)\n```",
        "```python\nprint(1)\n```",
        warning=True,
    ),
    Rule(
        "K706",
        "fence-attribute",
        "A fence takes a title, and marks lines (`hl_lines`, `linenums`). A diagram takes an id: `{ .mermaid "
        "#fig-load }`. Anything else does nothing.",
        '```python tilte="dag.py"\nprint(1)\n```',
        '```python title="dag.py"\nprint(1)\n```',
    ),
    Rule(
        "K707",
        "exercise",
        "A comment `exercise: first_dag` stands for an exercise: what to do, the commands, and the solution. Its name "
        "is a folder in `exercises/`, and one lesson has it.",
        "<!-- exercise: frist_dag -->",
        "<!-- exercise: first_dag -->",
    ),
    Rule(
        "K708",
        "marked-line",
        "The lines that `hl_lines` marks are in the code, also where that comes from a file which somebody has "
        "changed: the first and the last of them have something in them.",
        '```python hl_lines="2"\nprint("one")\n```',
        '```python hl_lines="1"\nprint("one")\n```',
    ),
    Rule(
        "K709",
        "lab",
        "A comment `lab: trigger_rules` stands for a tool in the page. Its name is a folder in `labs/`.",
        "<!-- lab: triger_rules -->",
        "<!-- lab: trigger_rules -->",
    ),
]


def check(course: Course) -> Iterator[Finding]:
    """Yield what is wrong with code."""
    dags = repository.dags(course.root)
    yield from _exercises(course)
    for page in course.pages.values():
        yield from _labs(course, page)
        for include in page.includes:
            yield from _include(course, page, include)
        included = [include.line for include in page.includes]
        for code in page.codes:
            yield from _fence(page, code)
            yield from _marked(page, code)
            last = code.line + code.text.count("\n")
            if any(code.line < line <= last for line in included) or not code.closed:
                continue
            yield from _syntax(page, code)
            if code.language in SHELL:
                for number, line in _commands(code):
                    yield from _command(course, page, line, number, dags)
        for code in page.inline_codes:
            if code.text.startswith("make ") and not code.text.startswith("make sense"):
                yield from _command(course, page, code.text, code.line, dags)


def _exercises(course: Course) -> Iterator[Finding]:
    known = repository.exercises(course.root)
    places: dict[str, str] = {}
    for page in course.pages.values():
        for name, line in page.exercises:
            problem = ""
            if name not in known:
                meant = nearest(name, known)
                problem = f"there is no exercise '{name}'"
                remedy = f"did you mean '{meant}'?" if meant else f"name one of these: {', '.join(sorted(known))}"
            elif name in places:
                problem, remedy = f"docs/{places[name]} has the exercise '{name}' already", "keep one of them"
            elif not page.is_lesson:
                problem, remedy = "an exercise belongs in a lesson", "move it"
            places.setdefault(name, page.path)
            if problem:
                yield Finding("K707", f"docs/{page.path}", line, problem, remedy)
    for name in sorted(known - places.keys()):
        remedy = f"put a line '<!-- exercise: {name} -->' into a lesson"
        yield Finding("K707", f"exercises/{name}/task.md", 1, f"no lesson has the exercise '{name}'", remedy)


def _labs(course: Course, page: Page) -> Iterator[Finding]:
    known = repository.labs(course.root)
    for name, line in page.labs:
        if name not in known:
            meant = nearest(name, known)
            remedy = f"did you mean '{meant}'?" if meant else "leave the comment out"
            fix = Fix(line, name, meant) if meant else None
            yield Finding("K709", f"docs/{page.path}", line, f"there is no lab '{name}' in labs/", remedy, fix=fix)


def _marked(page: Page, code: Code) -> Iterator[Finding]:
    """Yield where `hl_lines` marks what is not there."""
    included = {include.line: include.code for include in page.includes}
    lines: list[str] = []
    for number, line in enumerate(code.text.splitlines(), code.line + 1):
        lines += included[number].splitlines() if number in included else [line]
    for part in (code.options.get("hl_lines") or "").split():
        for end in part.split("-"):
            if end.isdecimal() and not (0 < int(end) <= len(lines) and lines[int(end) - 1].strip()):
                problem = f"hl_lines marks line {end}, where there is no code"
                remedy = f"count from the first of the {len(lines)} lines that the page shows"
                yield Finding("K708", f"docs/{page.path}", code.line, problem, remedy)


def _fence(page: Page, code: Code) -> Iterator[Finding]:
    path = f"docs/{page.path}"
    for trouble in page.troubles:
        if trouble.kind == "bare option" and trouble.line == code.line:
            key, _, value = trouble.text.partition("=")
            fix = Fix(code.line, trouble.text, f'{key}="{value}"')
            problem = f"the value of '{key}' has no quotes, so the fence is taken for text"
            yield Finding("K706", path, code.line, problem, f'write {key}="{value}"', fix=fix)
    if isinstance(code, Diagram):
        extra = [*code.options, *(f".{name}" for name in code.classes)]
        known: set[str] = set()
    else:
        extra = [name for name in code.options if name not in OPTIONS]
        extra += [f".{name}" for name in code.classes if name not in CLASSES]
        known = OPTIONS
    for name in extra:
        meant = nearest(name, known)
        remedy = f"did you mean '{meant}'?" if meant else "remove it"
        fix = Fix(code.line, f"{name}=", f"{meant}=") if meant else None
        yield Finding("K706", path, code.line, f"'{name}' does nothing on this fence", remedy, fix=fix)
    if code.language and not isinstance(code, Diagram):
        if code.language.lower() not in _languages() | PLAIN:
            usual = nearest(code.language, ["mermaid", "python", "shell", "bash", "yaml", "json", "sql", "text"])
            meant = usual or nearest(code.language, _languages())
            remedy = f"did you mean '{meant}'?" if meant else "write 'text' if it is none"
            fix = Fix(code.line, code.language, meant) if meant else None
            yield Finding("K705", path, code.line, f"there is no language '{code.language}'", remedy, fix=fix)


@cache
def _languages() -> frozenset[str]:
    return frozenset(alias for _, aliases, _, _ in get_all_lexers() for alias in aliases)


def _syntax(page: Page, code: Code) -> Iterator[Finding]:
    path, text = f"docs/{page.path}", dedent(code.text)
    if code.language.lower() in ("python", "py", "python3"):
        if code.title.endswith((", before", ", after")):
            return  # a part of a file, which the tests put into it and run
        try:
            ast.parse(text)
        except (SyntaxError, ValueError) as error:
            line = code.line + (getattr(error, "lineno", None) or 1)
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            problem = f"Python {version} can't read this: {getattr(error, 'msg', error)}"
            yield Finding("K701", path, line, problem, "correct it, or include it from a file that runs (--8<--)")
    elif "{{" in text or "{%" in text or "..." in text or "…" in text:
        return  # a template, or a part
    elif code.language in ("yaml", "yml"):
        try:
            list(yaml.compose_all(text, Loader=yaml.SafeLoader))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = f"this is no YAML: {getattr(error, 'problem', error)}"
            line = code.line + 1 + (mark.line if mark else 0)
            yield Finding("K702", path, line, problem, "put texts with special signs in double quotes")
    elif code.language == "json":
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            problem = f"this is no JSON: {error.msg}"
            remedy = "correct it; with comments it is jsonc, with an object a line jsonl"
            yield Finding("K702", path, code.line + error.lineno, problem, remedy)
        except RecursionError:
            yield Finding("K702", path, code.line, "this JSON is nested too deeply", "show less of it")


def _commands(code: Code) -> Iterator[tuple[int, str]]:
    """Yield each command of a block with its line; one that goes on after a backslash is one."""
    number, begun, first, until = code.line, "", 0, ""
    for line in code.text.split("\n"):
        number += 1
        if until:  # in a here-document
            until = "" if line.strip() == until else until
            continue
        first = first if begun else number
        begun += line.strip().removeprefix("$ ")
        if begun.endswith("\\"):
            begun = begun[:-1] + " "
            continue
        yield first, begun
        here = HERE.search(begun)
        until, begun = here[1] if here else "", ""


def _command(course: Course, page: Page, line: str, number: int, dags: set[str]) -> Iterator[Finding]:
    """Check a line of commands: what stands between ``;``, ``&&`` and ``|`` is one."""
    try:
        reader = shlex.shlex(line, posix=True, punctuation_chars=True)
        reader.whitespace_split = True
        words = list(reader)
    except ValueError:
        return  # an open quote: the output of a command, or part of one
    path, command = f"docs/{page.path}", []
    for word in [*words, ";"]:
        if word and all(sign in ";&|()" for sign in word):
            yield from _one_command(course, path, command, number, dags)
            command = []
        else:
            command.append(word)


def _one_command(course: Course, path: str, words: list[str], number: int, dags: set[str]) -> Iterator[Finding]:
    redirected = next((at for at, word in enumerate(words) if word[:1] in "<>" or word[1:2] == ">"), len(words))
    words = words[:redirected]
    while words and re.fullmatch(r"\w+=.*", words[0]):  # variables in front
        words = words[1:]
    if words[:1] == ["make"] and not any(word.startswith("-") for word in words):
        yield from _make(course, path, words[1:], number, dags)
    for before, word in pairwise(words):
        named = before in ("--dag-id", "-d") or (before in ("test", "trigger", "pause", "unpause") and "dags" in words)
        if "airflow" in words[0] and named and not word.startswith("-"):
            yield from _dag(path, word, number, dags)
    if words and (words[0] in READING or words[:2] in (["git", "restore"], ["git", "diff"])):
        for word in words[1:]:
            file = word.partition("::")[0]
            if "/" in file and not PLACEHOLDER.search(file) and (course.root / file.split("/")[0]).is_dir():
                if file.split("/")[0] in FOLDERS and not (course.root / file).exists():
                    problem, remedy = f"there is no file '{file}'", "name a file of the repository"
                    yield Finding("K703", path, number, problem, remedy)


def _make(course: Course, path: str, words: list[str], number: int, dags: set[str]) -> Iterator[Finding]:
    targets, variables = repository.targets(course.root), repository.variables(course.root)
    known = {
        "EXERCISE": ("exercise", "exercises", repository.exercises(course.root), "check"),
        "FAULT": ("broken pipeline", "faults", repository.faults(course.root), "break"),
    }
    if not targets:
        return  # a site without a Makefile
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            if name not in variables:
                meant = nearest(name, variables)
                remedy = f"did you mean '{meant}='?" if meant else "leave it out"
                yield Finding("K703", path, number, f"the Makefile reads no '{name}'", remedy)
            elif name == "NAME":
                yield from _dag(path, value, number, dags)
            elif name in known and not PLACEHOLDER.search(value):
                kind, folder, names, lists = known[name]
                if value not in names:
                    meant = nearest(value, names)
                    remedy = f"did you mean '{meant}'?" if meant else f"`make {lists}` alone lists what there is"
                    fix = Fix(number, value, meant) if meant else None
                    yield Finding("K703", path, number, f"there is no {kind} '{value}' in {folder}/", remedy, fix=fix)
        elif word not in targets and not PLACEHOLDER.search(word):
            meant = nearest(word, targets)
            remedy = f"did you mean 'make {meant}'?" if meant else "`make` alone lists what there is"
            fix = Fix(number, f"make {word}", f"make {meant}") if meant else None
            yield Finding("K703", path, number, f"the Makefile has no target '{word}'", remedy, fix=fix)


def _dag(path: str, name: str, number: int, dags: set[str]) -> Iterator[Finding]:
    if not dags or name in dags or PLACEHOLDER.search(name) or not name:
        return
    meant = nearest(name, dags)
    remedy = f"did you mean '{meant}'?" if meant else f"name one of these: {', '.join(sorted(dags))}"
    fix = Fix(number, name, meant) if meant else None
    yield Finding("K703", path, number, f"there is no DAG '{name}' in examples/dags/", remedy, fix=fix)


def _include(course: Course, page: Page, include: Include) -> Iterator[Finding]:
    def found(problem: str, remedy: str) -> Finding:
        return Finding("K704", f"docs/{page.path}", include.line, problem, remedy)

    name, _, section = (include.what or "").partition(":")
    if not name:
        remedy = 'write --8<-- "health_score.py:ingest", the name of a file and of a section'
        yield found("the line includes nothing", remedy)
        return
    if include.file is None:
        there = sorted(path.name for folder in course.include_folders for path in (course.root / folder).glob("*.*"))
        problem = f"there is no file {name} in {', '.join(course.include_folders)}"
        yield found(problem, f"name one of these: {', '.join(there)}")
        return
    marked = repository.sections(include.file)
    if not section:
        if marked["start"]:
            yield found(
                f"{name} has sections, and the line names none", f"add one: {', '.join(sorted(marked['start']))}"
            )
        return
    for mark in ("start", "end"):
        if section not in marked[mark]:
            there = ", ".join(sorted(marked["start"]))
            remedy = f"put a line '# --8<-- [{mark}:{section}]' into it, or name one of its sections: {there}"
            yield found(f"{name} does not mark the {mark} of a section '{section}'", remedy)
            return

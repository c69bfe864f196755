"""Begin an exercise, judge it, and show our solution. `make start`, `make check` and `make solution` run this."""

from __future__ import annotations

import argparse
import difflib
import importlib
import json
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import dag_files
from course.exercises import code, names
from include.places import HOME, MY_DAGS

if TYPE_CHECKING:
    from judging import Requirement, Verdict

ROOT = Path(__file__).parents[1]
EXERCISES = ROOT / "exercises"
STATE = HOME / "exercises.json"  # how far one was at the last check, and how many hints were given there
WIDTH = 88
COMMAND = re.compile(r"`[^`]+`|\bmake \w+(?: [A-Z]+=\S+)*")  # what is to be typed or read as one


def main(arguments: list[str]) -> None:
    """Do what the command line says. Exit with 1 if that can't be done, or if an exercise is not met.

    Args:
        arguments: what to do, the name of an exercise, and an answer if the exercise asks for one.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["start", "check", "solution"])
    parser.add_argument("name", nargs="?", default="", help="of the exercise")
    parser.add_argument("--answer", default="", help="for an exercise without a file")
    options = parser.parse_args(arguments)
    if options.what == "check" and not options.name:
        show_all()
        return
    known = names(ROOT)
    if options.name not in known:
        near = difflib.get_close_matches(options.name, known, 1)
        asked = f"There is no exercise '{options.name}'." if options.name else "Which exercise?"
        sys.exit(
            f"{asked}{f' Did you mean {near[0]}?' if near else ''}\nThere are: {', '.join(known)}.\n"
            f"So for example: make {options.what} EXERCISE={near[0] if near else known[0]}"
        )
    if options.what == "start":
        start(options.name)
    elif options.what == "check":
        check(options.name, options.answer)
    else:
        show_solution(options.name)


def mine(name: str) -> Path:
    """Return the learner's own file for an exercise."""
    return MY_DAGS / f"{name}.py"


def has_file(name: str) -> bool:
    """Return whether a learner writes a file for an exercise."""
    return (EXERCISES / name / "start.py").exists()


def command(what: str, name: str) -> str:
    """Return what one types for an exercise."""
    return f"make {what} EXERCISE={name}{'' if has_file(name) or what != 'check' else ' ANSWER=…'}"


def task(name: str) -> str:
    """Return what an exercise asks for, in words: a line a paragraph."""
    return re.sub(r"(?<=\S)\n {0,2}(?=[^\s-])", " ", _plain(name, "task.md"))


def _plain(name: str, file: str) -> str:
    """Return the Markdown of an exercise as a terminal shows it: code is indented, without the lines around it."""
    lines, in_code = [], False
    for line in (EXERCISES / name / file).read_text(encoding="utf-8").strip().splitlines():
        if line.lstrip().startswith("```"):
            in_code = not in_code
        else:
            lines.append(f"    {line.lstrip()}" if in_code else line)
    return "\n".join(lines)


def start(name: str) -> None:
    """Copy what an exercise begins with, unless that would replace something.

    Args:
        name: of the exercise.
    """
    path = mine(name)
    if path.exists():
        sys.exit(
            f"{dag_files.short(path)} is there already. Nothing was changed.\n"
            f"To start over, move that file out of {MY_DAGS.name}/ first."
        )
    if has_file(name):
        MY_DAGS.mkdir(parents=True, exist_ok=True)
        path.write_bytes((EXERCISES / name / "start.py").read_bytes())
        print(f"{dag_files.short(path)} is yours: edit it.")
    else:
        print(f"{name} needs no file.")
    print(f"\n{wrapped(task(name))}\n\nTo see how far you are: {command('check', name)}")


def show_solution(name: str) -> None:
    """Show our solution, and how the learner's differs from it.

    Args:
        name: of the exercise.
    """
    if not has_file(name):
        print(_plain(name, "solution.md"))
        return
    ours, path = (EXERCISES / name / "solution.py").read_text(encoding="utf-8"), mine(name)
    print(ours, end="")
    if not path.exists():
        return
    theirs = path.read_text(encoding="utf-8", errors="replace")
    lines = [text.splitlines() for text in (theirs, ours)]
    if difference := list(difflib.unified_diff(*lines, dag_files.short(path), "ours", lineterm="")):
        print("\nFrom yours (-) to ours (+). There is more than one good solution.\n")
        print("\n".join(difference))
    else:
        print(f"\n{dag_files.short(path)} is the same.")


def show_all() -> None:
    """Show every exercise, and how far one is."""
    state = read_state()
    width = max(map(len, names(ROOT)))
    for name in names(ROOT):
        last = state.get(name)
        if last and last["met"] == last["of"]:
            where = "met"
        elif last:
            where = f"{last['met']} of {last['of']} requirements met at the last check"
        else:
            where = "begun" if mine(name).exists() else "not begun"
        print(f"  {name:<{width}}  {where}")
    print(f"\nTo begin one: {command('start', names(ROOT)[0])}")


def check(name: str, answer: str) -> None:
    """Judge an exercise, and say what is met, what is missing, and a hint. Exit with 1 if something is missing.

    Args:
        name: of the exercise.
        answer: what was given on the command line.
    """
    path = mine(name)
    if has_file(name):
        if not path.is_file():
            sys.exit(
                f"{dag_files.short(path)} is not there. {_elsewhere(name) or f'To begin: make start EXERCISE={name}'}"
            )
        prepare()
    from judging import Work

    checks = importlib.import_module(f"exercises.{name}.checks")
    requirements = checks.REQUIREMENTS
    work = Work(name, getattr(checks, "DAG_ID", name), answer)
    try:
        verdict = work.judge(requirements) if has_file(name) else work.judge_here(requirements)
    except RuntimeError as error:
        sys.exit(f"The check of {name} failed itself. That is our mistake, not yours: please report it.\n\n{error}")
    show(name, requirements, verdict)
    if has_file(name):
        import advice

        if found := advice.look(path):
            print("\nWhat else there is to say of your file. It does not count:\n")
            print(wrapped("\n".join(found), 2))
    if verdict.met < len(requirements):
        sys.exit(1)
    print(f"\nOurs, and how yours differs from it: {command('solution', name)}")
    print(f"Met: {code(name)}")


def prepare() -> None:
    """Set Airflow up for this process, and make the sample data that is missing."""
    import check as checks
    import run
    import sample_data

    HOME.mkdir(parents=True, exist_ok=True)
    checks.check_disk(HOME, checks.RUN)
    sample_data.main()
    if ignored := run.load_airflow("http://127.0.0.1:9/api/", "none"):
        print(f"Ignored, because it is meant for another program: {', '.join(ignored)}")


def _elsewhere(name: str) -> str:
    """Return where the learner's file may be instead; nothing if it is nowhere."""
    found = [path for path in (ROOT / f"{name}.py", dag_files.DAGS / f"{name}.py") if path.exists()]
    found += sorted(MY_DAGS.rglob(f"{name}.py"))
    if other := dag_files.known().get(name):
        found.append(other)
    if not found:
        return ""
    there, wanted = dag_files.short(found[0]), dag_files.short(mine(name))
    return f"There is {there}. Move it: mv '{there}' '{wanted}'"


def show(name: str, requirements: tuple[Requirement, ...], verdict: Verdict) -> None:
    """Show which requirements are met, what the next one misses, and a hint; and remember that.

    Args:
        name: of the exercise.
        requirements: its requirements.
        verdict: what came out.
    """
    print(f"{name}\n")
    for requirement in requirements[: verdict.met]:
        print(f"  ✓ {requirement.says}")
    state = read_state()
    before = state.get(name, {})
    state[name] = {"met": verdict.met, "of": len(requirements), "hints": 0}
    if verdict.met < len(requirements):
        requirement = requirements[verdict.met]
        given = before.get("hints", 0) if before.get("met") == verdict.met else 0
        number = min(given + 1, len(requirement.hints))
        state[name]["hints"] = number
        print(f"  ✗ {requirement.says}\n\n{wrapped(verdict.missing, 4)}\n")
        print(wrapped(f"Hint {number} of {len(requirement.hints)}: {requirement.hints[number - 1]}", 4))
        if number < len(requirement.hints):
            print("\n    Ask again for the next hint.")
    HOME.mkdir(parents=True, exist_ok=True)
    STATE.write_text(json.dumps(state, indent=1), encoding="utf-8")


def read_state() -> dict[str, dict[str, int]]:
    """Return what the last checks found, by exercise. Nothing is lost but hints if the file can't be read."""
    if not STATE.exists():
        return {}
    try:
        return json.loads(STATE.read_text(encoding="utf-8"))
    except ValueError as error:
        print(f"{dag_files.short(STATE)} can't be read ({error}). It begins anew.")
        return {}


def wrapped(text: str, indent: int = 0) -> str:
    """Return a text in lines of a terminal's width. Lines that are indented are code, and stay; so do commands.

    Args:
        text: some lines.
        indent: how far to move it to the right.
    """
    lines = []
    for line in text.splitlines():
        if not line or line.startswith(" "):
            lines.append(line)
            continue
        whole = COMMAND.sub(lambda found: found[0].replace(" ", "\0"), line)
        under = "  " if line.startswith("- ") else ""
        lines += textwrap.wrap(
            whole, WIDTH - indent, subsequent_indent=under, break_long_words=False, break_on_hyphens=False
        )
    return "\n".join(f"{' ' * indent}{line}".rstrip() for line in lines).replace("\0", " ")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped.")

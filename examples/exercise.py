"""Begin an exercise, judge it, and show our solution. `make start`, `make check` and `make solution` run this.

The last two do the same for a broken pipeline, of which `make hint` gives hints: see fault.py.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import json
import os
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import dag_files
from course import repository
from course.exercises import code, names
from course.faults import faults, read
from course.read import read as read_course
from include.places import BASE, FAULT, HOME, MY_DAGS

if TYPE_CHECKING:
    from judging import Requirement, Verdict

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ("faults" if FAULT else "exercises")
STATE = BASE / "exercises.json"  # how far one was at the last check, and how many hints were given there
WIDTH = 88
COMMAND = re.compile(r"`[^`]+`|\bmake \w+(?: [A-Z]+=\S+)*")  # what is to be typed or read as one


def main(arguments: list[str]) -> None:
    """Do what the command line says. Exit with 1 if that can't be done, or if an exercise is not met.

    Args:
        arguments: what to do, the name of an exercise or of the broken pipeline, and an answer if the exercise asks
            for one.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["start", "check", "hint", "solution"])
    parser.add_argument("name", nargs="?", default="", help="of the exercise or the broken pipeline")
    parser.add_argument("--answer", default="", help="for an exercise without a file")
    options = parser.parse_args(arguments)
    if options.what == "check" and not options.name:
        show_all()
        return
    refuse_unknown(options.what, options.name)
    if options.what == "start":
        start(options.name)
    elif options.what == "check":
        check(options.name, options.answer)
    elif options.what == "hint":
        hint(options.name)
    else:
        show_solution(options.name)


def refuse_unknown(what: str, name: str) -> None:
    """Stop if there is no exercise, or no broken pipeline, of this name, and tell those that there are.

    Args:
        what: to do with it.
        name: as it was typed.
    """
    of_faults = FAULT or what in ("break", "hint")
    kind, variable = ("broken pipeline", "FAULT") if of_faults else ("exercise", "EXERCISE")
    if name not in (repository.faults if of_faults else repository.exercises)(ROOT):
        known = list(faults(ROOT)) if of_faults else names(read_course(ROOT))
        near = difflib.get_close_matches(name, known, 1)
        asked = f"There is no {kind} '{name}'." if name else f"Which {kind}?"
        sys.exit(
            f"{asked}{f' Did you mean {near[0]}?' if near else ''}\nThere are: {', '.join(known)}.\n"
            f"So for example: make {what} {variable}={near[0] if near else known[0]}"
        )


def mine(name: str) -> Path:
    """Return the learner's own file for an exercise, or the one of a broken pipeline that has its DAG."""
    return MY_DAGS / f"{name}.py"


def has_file(name: str) -> bool:
    """Return whether a learner writes or mends a file."""
    return bool(FAULT) or (FOLDER / name / "start.py").exists()


def command(what: str, name: str) -> str:
    """Return what one types for an exercise or a broken pipeline."""
    if FAULT:
        return f"make {what} FAULT={name}"
    return f"make {what} EXERCISE={name}{'' if has_file(name) or what != 'check' else ' ANSWER=…'}"


def task(name: str) -> str:
    """Return what an exercise asks for, or how a pipeline is broken, in words."""
    return _plain(name, "task.md")


def _plain(name: str, file: str) -> str:
    """Return a Markdown file as a terminal shows it: a line a paragraph, and code indented, without the fences."""
    lines, in_code = [], False
    for line in (FOLDER / name / file).read_text(encoding="utf-8").strip().splitlines():
        if line.lstrip().startswith("```"):
            in_code = not in_code
        else:
            lines.append(f"    {line.lstrip()}" if in_code else line)
    return re.sub(r"(?<=\S)\n {0,2}(?=[^\s-])(?!\d+\. )", " ", "\n".join(lines))


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
        path.write_bytes((FOLDER / name / "start.py").read_bytes())
        print(f"{dag_files.short(path)} is yours: edit it.")
    else:
        print(f"{name} needs no file.")
    print(f"\n{wrapped(task(name))}\n\nTo see how far you are: {command('check', name)}")


def hint(name: str) -> None:
    """Give the hints on a broken pipeline that were given before, and the next one.

    Args:
        name: of the broken pipeline.
    """
    hints, state = read(ROOT, name).hints, read_state()
    last = state.get(name, {"met": 0, "of": 0, "hints": 0})
    number = min(last["hints"] + 1, len(hints))
    remember(state | {name: last | {"hints": number}})
    for place, text in enumerate(hints[:number], 1):
        print(wrapped(f"Hint {place} of {len(hints)}: {text}") + "\n")
    print("Ask again for the next hint." if number < len(hints) else f"Ours, and why: {command('solution', name)}")


def show_solution(name: str) -> None:
    """Show our solution, in words or as a file, and how the learner's file differs from it.

    Args:
        name: of the exercise or the broken pipeline.
    """
    folder, path = FOLDER / name, mine(name)
    if (folder / "solution.md").exists():
        print(wrapped(_plain(name, "solution.md")))
    if not (folder / "solution.py").exists():
        return
    ours = (folder / "solution.py").read_text(encoding="utf-8")
    if not FAULT:
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
    known = names(read_course(ROOT))
    width = max(map(len, known))
    for name in known:
        print(f"  {name:<{width}}  {standing(state.get(name), mine(name).exists(), 'met')}")
    print(f"\nTo begin one: {command('start', known[0])}\nPipelines to mend: make break")


def standing(last: dict[str, int] | None, begun: bool, done: str) -> str:
    """Return how far one is.

    Args:
        last: what the last check found.
        begun: whether there is a file to judge.
        done: what one calls it when all requirements are met.
    """
    if last and last["of"]:
        met = f"{last['met']} of {last['of']} requirements met at the last check"
        return done if last["met"] == last["of"] else met
    return "begun" if begun else "not begun"


def check(name: str, answer: str) -> None:
    """Judge an exercise or a broken pipeline, and say what is met, what is missing, and a hint. Exit with 1 if
    something is missing.

    Args:
        name: of the exercise or the broken pipeline.
        answer: what was given on the command line.
    """
    import fault_world

    path = mine(name)
    if has_file(name):
        if not path.is_file():
            begin = command("break" if FAULT else "start", name)
            sys.exit(f"{dag_files.short(path)} is not there. {_elsewhere(name) or f'To begin: {begin}'}")
        if FAULT:
            fault_world.require_airflow()
        prepare()
        if FAULT:
            fault_world.take_over()
    from judging import Work

    checks = importlib.import_module(f"{FOLDER.name}.{name}.checks")
    requirements = checks.REQUIREMENTS
    work = Work(name, getattr(checks, "DAG_ID", name), answer, fault_world.world().make_files if FAULT else None)
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
    print(f"\nOurs, and {'why' if FAULT else 'how yours differs from it'}: {command('solution', name)}")
    print("Mended." if FAULT else f"Met: {code(name)}")


def prepare() -> None:
    """Set Airflow up for this process, and make the sample data that is missing. A broken pipeline has its own."""
    import check as checks
    import run
    import sample_data

    HOME.mkdir(parents=True, exist_ok=True)
    checks.check_disk(HOME, checks.RUN)
    if not FAULT:
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
        name: of the exercise or the broken pipeline.
        requirements: its requirements.
        verdict: what came out.
    """
    print(f"{name}\n")
    for requirement in requirements[: verdict.met]:
        print(f"  ✓ {requirement.says}")
    state = read_state()
    before = state.get(name, {})
    state[name] = {"met": verdict.met, "of": len(requirements), "hints": before.get("hints", 0) if FAULT else 0}
    if verdict.met < len(requirements):
        requirement = requirements[verdict.met]
        print(f"  ✗ {requirement.says}\n\n{wrapped(verdict.missing, 4)}\n")
        if FAULT:
            print(f"    For a hint: {command('hint', name)}")
        else:
            given = before.get("hints", 0) if before.get("met") == verdict.met else 0
            number = min(given + 1, len(requirement.hints))
            state[name]["hints"] = number
            print(wrapped(f"Hint {number} of {len(requirement.hints)}: {requirement.hints[number - 1]}", 4))
            if number < len(requirement.hints):
                print("\n    Ask again for the next hint.")
    remember(state)


def remember(state: dict[str, dict[str, int]]) -> None:
    """Keep what the checks found, and how many hints were given, by exercise or broken pipeline."""
    STATE.parent.mkdir(parents=True, exist_ok=True)
    STATE.write_text(json.dumps(state, indent=1), encoding="utf-8")


def read_state() -> dict[str, dict[str, int]]:
    """Return what is kept of the last checks and hints. Nothing else is lost if the file can't be read."""
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
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit("\nStopped.")
    except BrokenPipeError:  # of `make check | head`: https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

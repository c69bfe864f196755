"""The DAG files: which there are, which DAGs they have, and what is wrong with them.

There is no list of DAGs: the files in examples/dags/ and my_dags/ are the list; of a broken pipeline, those in its
folder. `python dag_files.py` reads each file as Airflow does, in a process of its own, so that one that never ends or
crashes stops no other.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import traceback
from dataclasses import asdict, dataclass, field
from pathlib import Path

from course.repository import dag_functions, dag_ids
from include.places import BASE, FAULT, MY_DAGS

EXAMPLES = Path(__file__).parent
DAGS = EXAMPLES / "dags"
FOLDERS = (MY_DAGS,) if FAULT else (DAGS, MY_DAGS)
TAG = "my_dags"  # of a learner's own DAGs
READ_WITHIN = 45  # seconds; Airflow itself gives up a file after 30


TIMEOUT = "DagBag import timeout"  # how Airflow says it


@dataclass
class Read:
    """What reading a DAG file gave."""

    path: str
    dags: list[str] = field(default_factory=list)
    trouble: str = ""  # what is wrong, and how to mend it; empty if nothing is
    endless: bool = False  # it was given up, because it took too long


def short(path: Path | str) -> str:
    """Return a path as one types it in the repository's folder.

    Args:
        path: of a DAG file.
    """
    for base in (EXAMPLES.parent, BASE.parent):
        if Path(path).is_relative_to(base):
            return str(Path(path).relative_to(base))
    return str(path)


def python_files() -> list[Path]:
    """Return every Python file in the folders of DAGs, those of the examples first."""
    return [
        path
        for folder in FOLDERS
        for path in sorted(folder.rglob("*.py"))
        if path.is_file() and not path.is_relative_to(DAGS / "include")
    ]


def known() -> dict[str, Path]:
    """Return the file of each DAG id, as far as the id can be seen without running the file.

    Where two files have one id, it belongs to the example before the learner's own file, and to the file that has the
    name of a DAG in it before a copy of that file.
    """
    ids = {path: dag_ids(path) for path in python_files()}
    order = sorted(ids, key=lambda path: (path.is_relative_to(MY_DAGS), path.stem not in ids[path], str(path)))
    return {dag_id: path for path in reversed(order) for dag_id in ids[path]}


def taken(dag_id: str, path: Path) -> Path | None:
    """Return the other file that has a DAG id before this one; None if there is none.

    Args:
        dag_id: the id.
        path: the DAG file that wants it.
    """
    owner = known().get(dag_id)
    return owner if owner and owner.resolve() != path.resolve() and path.exists() else None


def load(path: Path) -> tuple[dict, dict[str, str]]:
    """Import a DAG file as Airflow does.

    Args:
        path: the file.

    Returns:
        Its DAGs by id, and why it can't be imported.
    """
    from airflow.dag_processing.dagbag import DagBag

    folder = MY_DAGS if path.is_relative_to(MY_DAGS) else DAGS
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    bag = DagBag(str(path), bundle_path=folder, bundle_name="my_dags" if folder is MY_DAGS else "examples")
    return bag.dags, bag.import_errors


def read(path: Path) -> Read:
    """Import a DAG file, and say what is wrong with it.

    Args:
        path: the file.
    """
    from airflow.serialization.serialized_objects import DagSerialization

    name = short(path)
    dags, errors = load(path)
    if errors:
        said = "\n".join(errors.values())
        return Read(str(path), sorted(dags), _why_broken(path, said), endless=TIMEOUT in said)
    for dag in dags.values():
        try:
            DagSerialization.to_dict(dag)  # as Airflow keeps it
        except Exception as error:
            return Read(str(path), trouble=f"{name}: Airflow can't keep the DAG '{dag.dag_id}'.\n  {error}")
    if dags:
        return Read(str(path), sorted(dags))
    return Read(str(path), trouble=f"{name} has no DAG. {_why_none(path)}")


def _why_broken(path: Path, said: str) -> str:
    """Return what Airflow said of a file, of the traceback only the learner's own lines, and the line to look at."""
    violation = "AirflowClusterPolicyViolation: "
    if said.startswith(violation):
        return f"{short(path)}: {_indented(said.removeprefix(violation)).lstrip()}"
    frames, rest = [], []
    for line in said.strip().splitlines():
        if line.startswith("  File "):
            frames.append([line])
        elif frames and line.startswith("    "):
            frames[-1].append(line)
        elif not line.startswith("Traceback"):
            rest.append(line)
    own = [frame for frame in frames if frame[0].startswith(f'  File "{path}", line ')]
    number = own[-1][0].removeprefix(f'  File "{path}", line ').split(",")[0] if own else ""
    lines = [line.removeprefix("  ") for frame in own for line in frame] + rest
    if TIMEOUT in said:
        lines.append("To mend it: move what takes long from the top level into a task.")
    return f"{short(path)}{':' + number if number else ''}: Airflow can't import it.\n" + _indented("\n".join(lines))


def _why_none(path: Path) -> str:
    source = path.read_bytes()
    if not source.strip():
        return "It is empty."
    words = [word for word in ("airflow", "dag") if word.encode() not in source.lower()]
    if words:
        # https://airflow.apache.org/docs/apache-airflow/stable/core-concepts/dags.html#loading-dags
        skipped = f"Airflow skips a file in which the word '{words[0]}' does not stand."
        return f"{skipped} That is fine for one that others import."
    if made := dag_functions(path):
        return f"Nothing calls {made[0]}().\n  To mend it: write {made[0]}() in the last line."
    return "It makes none at its top level.\n  To mend it: see how a file in examples/dags ends."


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def read_apart(path: Path) -> Read:
    """Read a DAG file in a process of its own, which may crash or never end.

    Args:
        path: the file.
    """
    import airflow.dag_processing.dagbag  # noqa: F401 (before the processes fork, so that each need not)

    name = short(path)
    receiver, sender = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiver)
        quiet = os.open(os.devnull, os.O_WRONLY)
        for number in (1, 2):
            os.dup2(quiet, number)
        try:
            found = read(path)
        except BaseException:  # sys.exit() at the top level of the file, too
            found = Read(str(path), trouble=_why_broken(path, traceback.format_exc()))
        with os.fdopen(sender, "w") as output:
            json.dump(asdict(found), output)
        os._exit(0)
    os.close(sender)
    with os.fdopen(receiver) as source:
        answered = select.select([source], [], [], READ_WITHIN)[0]
        if not answered:
            os.kill(child, signal.SIGKILL)
        answer = source.read()
    _, status = os.waitpid(child, 0)
    if answer:
        return Read(**json.loads(answer))
    if not answered:
        trouble = (
            f"{name}: Airflow gives up reading it, because that takes more than 30 seconds.\n"
            "  To mend it: move what takes long from the top level into a task."
        )
    else:
        trouble = f"{name} ends the program that reads it (status {os.waitstatus_to_exitcode(status)})."
    return Read(str(path), trouble=trouble)


def main(arguments: list[str]) -> None:
    """Read DAG files, and write what that gave: a line of JSON each, as soon as it is known.

    Args:
        arguments: the files.
    """
    from airflow.utils.file import find_dag_file_paths

    looked_at = {path for folder in FOLDERS if folder.is_dir() for path in find_dag_file_paths(folder, safe_mode=False)}
    for argument in arguments:
        if argument in looked_at:  # and not ignored by an .airflowignore
            print(json.dumps(asdict(read_apart(Path(argument)))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

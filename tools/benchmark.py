"""Measure the build: generated lessons, built by this checkout and by another one, side by side in one run.

    python tools/benchmark.py 100 [OTHER]

OTHER is a folder with another checkout, such as a git worktree of an older commit. Each lesson has two diagrams and
two questions of its own; twenty make a module. Times are noisy, so read the ratios.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("course", "hooks", "overrides", "assets")
LESSON = """---
title: Lesson {n}
description: What lesson {n} of the benchmark is about, in one sentence.
template: lesson.html
minutes: 4
objectives:
  - Say what lesson {n} says
---

Lesson {n} speaks of **step {n}**, which the [next section](#how-it-works-in-step-{n}) explains. {words}

```mermaid
flowchart LR
  accTitle: Pipeline {n}
  accDescr: Pipeline {n} fetches, checks and stores.
  a["Fetch {n}"] --> b["Check {n}"] --> c[("Store {n}")]:::data
```

## How it works in step {n}

{words}

```mermaid
flowchart LR
  accTitle: Parts of step {n}
  accDescr: Step {n} has a group with two parts, and a reader outside.
  subgraph g{n}["Step {n}"]
    x["First part of {n}"] --> y["Second part of {n}"]
  end
  y --> z["Reader {n}"]:::outside
```

{words}

```python
def step_{n}(rows: list[dict]) -> int:
    return len(rows)
```

<div class="takeaways" markdown>

## Key takeaways

- Step {n} fetches, checks and stores.

</div>

## Check yourself

{questions}

## Go further

- [Airflow](https://airflow.apache.org/)
"""
QUESTION = """<!-- objective: Say what lesson {n} says -->
<quiz>

What does part {part} of step {n} do?
- [x] It stores what it has checked
> Yes. See [how it works](#how-it-works-in-step-{n}).
- [ ] It sends a letter to somebody
> No. See [how it works](#how-it-works-in-step-{n}).
- [ ] It waits for the next morning
> No. See [how it works](#how-it-works-in-step-{n}).

</quiz>
"""
WORDS = "A pipeline brings data from where it is made to where it is used, in steps that depend on one another. " * 6


def generate(root: Path, checkout: Path, lessons: int) -> None:
    """Write a course into a folder, with a checkout's hooks and looks.

    Args:
        root: the folder, which must not exist.
        checkout: where the hooks, templates and assets come from.
        lessons: how many lessons.
    """
    for part in PARTS:
        if (checkout / part).is_dir():
            shutil.copytree(checkout / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("dags", "apps"):
        (root / "examples" / part).mkdir(parents=True)
    home = (checkout / "docs" / "index.md").read_text(encoding="utf-8")
    pages, nav = {"index.md": home}, ["  - index.md"]
    for number in range(lessons):
        module = f"module-{number // 20}"
        if number % 20 == 0:
            nav.append(f"  - Module {number // 20}:")
        path = f"{module}/lesson-{number}.md"
        nav.append(f"      - {path}")
        questions = "\n".join(QUESTION.format(n=number, part=part) for part in ("one", "two"))
        pages[path] = LESSON.format(n=number, words=WORDS, questions=questions)
    for path, text in pages.items():
        (root / "docs" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "docs" / path).write_text(text, encoding="utf-8")
    config = (checkout / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[0]
    (root / "mkdocs.yml").write_text(config + "\nnav:\n" + "\n".join(nav) + "\n", encoding="utf-8")


def build(root: Path) -> float:
    """Build a site, and return the seconds that MkDocs took."""
    environment = {name: value for name, value in os.environ.items() if name not in ("SITE_URL", "REPO_URL", "CI")}
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=root,
        env=environment | {"NO_MKDOCS_2_WARNING": "1", "GIT_CEILING_DIRECTORIES": str(root.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return time.perf_counter() - started


def largest_page(root: Path) -> float:
    """Return the size of the largest lesson of a built site, in KiB of HTML."""
    return max(path.stat().st_size for path in (root / "site").glob("module-*/*/index.html")) / 1024


def main(lessons: int, others: list[Path]) -> None:
    """Build the generated course with each checkout, without and with the cache of drawings, and print a table."""
    checkouts = {"this": ROOT} | {str(other): other for other in others}
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        roots = {name: Path(folder) / str(number) for number, name in enumerate(checkouts)}
        for name, checkout in checkouts.items():
            generate(roots[name], checkout, lessons)
        cold = {name: build(root) for name, root in roots.items()}
        # In turn, three times: what else the machine does hits all alike.
        warm = {name: [] for name in roots}
        for _ in range(3 if lessons <= 200 else 1):
            for name, root in roots.items():
                warm[name].append(build(root))
        print(f"{lessons} lessons        cold     cached   largest page")
        for name, root in roots.items():
            print(f"{name:16.16} {cold[name]:7.1f} s {min(warm[name]):7.1f} s {largest_page(root):9.0f} KiB")
        for name in list(roots)[1:]:
            print(f"this : {name:.16} {cold['this'] / cold[name]:7.2f}   {min(warm['this']) / min(warm[name]):7.2f}")


if __name__ == "__main__":
    if not re.fullmatch(r"[1-9]\d*", "".join(sys.argv[1:2])):
        sys.exit(__doc__)
    main(int(sys.argv[1]), [Path(other) for other in sys.argv[2:]])

"""course/findings.py and `python -m course`: how findings are told, on GitHub too, and what is mended."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from course.findings import Finding, Fix, tell
from course.read import read
from course.rules import check, contract
from tests.course.conftest import FRONT, lesson

ROOT = Path(__file__).parents[2]
MISTAKE = Finding(
    "L401", "docs/a.md", 7, "there is no page 'b.md'", "did you mean 'c.md'?", fix=Fix(7, "(b.md", "(c.md")
)
WARNING = Finding("W803", "docs/a.md", 3, "'just' tells 100%", "leave it out", warning=True)


def run(root: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m course` in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "course", command],
        cwd=root,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_finding_is_told_with_file_line_code_remedy_and_replacement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert tell([WARNING, MISTAKE, MISTAKE]).split("\n") == [
        "docs/a.md:7: L401 there is no page 'b.md'",
        "  To mend it: did you mean 'c.md'?",
        "  `make fix` writes '(c.md' instead of '(b.md'",
        "docs/a.md:3: W803 warning: 'just' tells 100%",
        "  To mend it: leave it out",
        "1 mistake and 1 warning in the lessons. course/rules/README.md explains each code. "
        "`make fix` mends 1 of them.",
    ]
    assert tell([]) == ""


def test_on_github_each_finding_is_an_annotation_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    told = tell([WARNING, MISTAKE]).split("\n")
    annotation = "file=docs/a.md,line=7,title=L401::there is no page 'b.md'%0ATo mend it: did you mean 'c.md'?"
    assert f"::error {annotation}" in told
    assert "::warning file=docs/a.md,line=3,title=W803::'just' tells 100%25%0ATo mend it: leave it out" in told


BROKEN = """See [the last page](latr.md), [Airflow](htps://airflow.apache.org/) and List<Payment>.
A task recieves a path.

```pyhton tilte="a.py"
x = 1
```

```python title=b.py
y = 1
```

Then type `make exmaple NAME=first_pipelin`."""
QUIZ = contract.QUESTION.replace("- [x]", "\n-[X]").replace("<quiz>", "<Quiz>")


def test_fix_mends_what_is_safe_and_leaves_the_rest(write: Callable[..., Path]) -> None:
    front = FRONT.replace("minutes", "minuets")
    root = write({"lesson.md": lesson(front, BROKEN, contract.END.replace(contract.QUESTION, QUIZ))})
    page = root / "docs" / "lesson.md"
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    before = check(read(root))
    assert {"F103", "L401", "L404", "S610", "K703", "K705", "K706", "Q301", "W801"} <= {one.code for one in before}
    done = run(root, "fix")
    assert "docs/lesson.md:5: F103 mended: there is no key 'minuets'" in done.stdout, done.stderr
    text = page.read_bytes().decode()
    assert "\n" not in text.replace("\r\n", ""), "its line ends changed"
    text = text.replace("\r\n", "\n")
    assert "minutes: 1" in text
    assert "[the last page](later.md), [Airflow](https://airflow.apache.org/) and `List<Payment>`." in text
    assert "A task receives a path." in text
    assert '```python title="a.py"' in text
    assert '```python title="b.py"' in text
    assert "`make example NAME=first_pipeline`" in text
    assert contract.QUESTION in text
    assert [str(finding) for finding in check(read(root)) if not finding.warning] == []
    assert done.returncode == 0
    again = run(root, "fix")
    assert "mended" not in again.stdout


def test_a_page_may_allow_a_warning_and_no_mistake(write: Callable[..., Path]) -> None:
    body = "You just clear it. [Go](nowhere.md)\n\n<!-- allow W803: a quotation -->\n\n<!-- allow L401: no -->"
    assert [finding.code for finding in check(read(write({"lesson.md": lesson(body=body)})))] == ["L401"]


@pytest.mark.parametrize("config", ["nav:\n\t- index.md\n", "nav: ['index.md\n"])
def test_settings_that_can_not_be_read_are_told_in_a_sentence(write: Callable[..., Path], config: str) -> None:
    done = run(write(config=config), "check")
    assert done.returncode == 1
    assert done.stdout.startswith("mkdocs.yml:")
    assert "it can't be read" in done.stdout
    assert done.stderr == ""


def test_check_fails_at_mistakes_and_not_at_warnings(write: Callable[..., Path]) -> None:
    root = write({"lesson.md": lesson(body="You just clear it.")})
    done = run(root, "check")
    assert done.returncode == 0
    assert "docs/lesson.md:10: W803 warning: 'just' tells the reader that it is easy" in done.stdout
    assert run(write({"lesson.md": lesson(body="[Go](nowhere.md)")}), "check").returncode == 1
    assert run(write({"lesson.md": lesson()}), "check").stdout == "Nothing is wrong with the lessons.\n"

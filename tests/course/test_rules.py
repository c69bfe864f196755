"""course/rules: each rule finds its bad example at its line, and nothing in its good one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from course.findings import Finding
from course.read import read
from course.rules import Rule, check, contract, rules
from course.rules.readme import page
from tests.course.conftest import FRONT, ORDER, lesson, other, settings

ROOT = Path(__file__).parents[2]
RULES = rules()
TODAY = date(2026, 11, 25)
# S614 compares with the built page (tests/hooks/test_readings.py), S607 is about bytes, M001 about mkdocs.yml: see
# below.
APART = ("S614", "S607", "S619", "M001")


def example(rule: Rule, text: str) -> dict[str, str]:
    """Return the pages that an example changes."""
    if rule.where == "front":
        return {"lesson.md": lesson(front=text)}
    if rule.where == "end":
        return {"lesson.md": lesson(end=text)}
    if rule.where == "page":
        return {"more.md": text}
    if rule.where == "both":
        changed = text == rule.good
        later = lesson(FRONT.replace("again", "later"), body=text).replace("A DAG is new", "Later a DAG is new")
        first = rule.bad if changed else text
        return {"lesson.md": lesson(body=first), "later.md": later}
    return {"lesson.md": lesson(body=text)}


def found(write: Callable[..., Path], rule: Rule, text: str) -> tuple[list[Finding], str]:
    """Return what is found in an example, and the text of the file that it is in."""
    if rule.where == "nav":
        more = {"more.md": "---\ntitle: More\ndescription: More words.\n---\n\nWords.\n"}
        rest = "".join(f"  - {path}\n" for path in ("earlier.md", "lesson.md", "later.md", "glossary.md"))
        root = write(more, nav=rest + text)
        return check(read(root), TODAY), (root / "mkdocs.yml").read_text(encoding="utf-8")
    pages = example(rule, text)
    root = write(pages)
    last = "later.md" if rule.where == "both" else list(pages)[-1]
    return check(read(root), TODAY), (root / "docs" / last).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", [code for code in RULES if code not in APART])
def test_a_rule_finds_its_bad_example_at_its_line(write: Callable[..., Path], code: str) -> None:
    rule = RULES[code]
    findings, text = found(write, rule, rule.bad)
    here = [finding for finding in findings if finding.code == code]
    assert here, [str(finding) for finding in findings]
    lines = text.split("\n")
    wanted = rule.bad.split("\n")[0] if rule.at is None else rule.at
    if code == "S612":
        assert (here[0].path, here[0].line) == ("docs/more.md", 1)
    elif code == "F102":
        assert here[0].line == 1
    else:
        assert wanted in [lines[finding.line - 1] for finding in here], [str(finding) for finding in here]
    late = rule.error_from is not None and TODAY < rule.error_from
    assert here[0].warning is (rule.warning or late)
    assert here[0].remedy


@pytest.mark.parametrize("code", [code for code in RULES if code not in APART])
def test_nothing_is_wrong_with_a_good_example(write: Callable[..., Path], code: str) -> None:
    findings, _ = found(write, RULES[code], RULES[code].good)
    assert [str(finding) for finding in findings] == []


def test_a_file_that_is_not_utf_8_is_told_with_the_byte_and_its_line(write: Callable[..., Path]) -> None:
    found = check(read(write({"lesson.md": lesson(body="Words.\n\nCaf@").encode().replace(b"@", b"\xe9")})))
    [finding] = [one for one in found if not one.warning]
    assert finding.code == "S607"
    assert "a byte \\xe9" in finding.problem
    assert finding.line == FRONT.count("\n") + 5


@pytest.mark.parametrize("part", ["plugins", "markdown_extensions", "hooks", "custom_fences"])
def test_a_setting_that_is_missing_is_told(write: Callable[..., Path], part: str) -> None:
    from course.rules.settings import NEEDED

    name = list(NEEDED[part])[-1]
    config = settings("  - index.md\n")
    without = config.replace(f"- name: {name}", "- name: other").replace(f"  - {name}\n", "")
    without = without.replace(f"  - {name}:", "  - other:")
    findings = [finding for finding in check(read(write(config=without))) if finding.code == "M001"]
    assert any(f"'{name}' is missing under {part}" in finding.problem for finding in findings)
    assert {finding.path for finding in findings} == {"mkdocs.yml"}


def test_a_rule_for_new_lessons_becomes_an_error_on_its_day(write: Callable[..., Path]) -> None:
    rule = RULES["C205"]
    day = rule.error_from
    course = read(write({"lesson.md": lesson(end=rule.bad)}))
    before = [finding for finding in check(course, day - timedelta(days=1)) if finding.code == "C205"]
    after = [finding for finding in check(course, day) if finding.code == "C205"]
    assert [finding.warning for finding in before + after] == [True, False]
    assert f"an error from {day:%B} {day.day}, {day.year} on" in before[0].problem


@pytest.mark.parametrize("mark", ["objectiv", "objective (recal)", "objective(recall)"])
def test_a_slip_in_the_mark_of_an_objective_is_told(write: Callable[..., Path], mark: str) -> None:
    end = contract.END.replace("<!-- objective:", f"<!-- {mark}:")
    assert end != contract.END
    found = check(read(write({"lesson.md": lesson(end=end)})), TODAY)
    [finding] = [one for one in found if one.code == "C207"]
    assert finding.problem == "this comment names no question's objective"


def test_each_rule_has_a_code_a_name_a_reason_and_a_page(write: Callable[..., Path]) -> None:
    assert len({rule.name for rule in RULES.values()}) == len(RULES)
    assert [rule.code for rule in RULES.values() if len(rule.about) < 20] == []
    readme = ROOT / "course" / "rules" / "README.md"
    assert readme.read_text(encoding="utf-8") == page(), "run `make rules`"


def test_the_small_course_of_these_tests_is_a_good_one(write: Callable[..., Path]) -> None:
    assert [str(finding) for finding in check(read(write()))] == []
    assert contract.END in other("Another").replace("Another says that a DAG is new", "A DAG is new")


@pytest.mark.parametrize(("linked", "named", "fine"), [(True, True, True), (True, False, False), (False, True, False)])
def test_a_page_outside_the_navigation_needs_a_setting_and_a_link(
    write: Callable[..., Path], linked: bool, named: bool, fine: bool
) -> None:
    more = "---\ntitle: More\ndescription: More words.\n---\n\nWords.\n"
    home = f"---\ntitle: A course\ndescription: All of it.\n---\n\n{'[More](more.md)' if linked else 'Words.'}\n"
    order = "".join(f"  - {path}\n" for path in ORDER)
    root = write({"more.md": more, "index.md": home}, nav=order + ("not_in_nav: more.md\n" if named else ""))
    assert [finding.code for finding in check(read(root), TODAY)] == ([] if fine else ["S612"])

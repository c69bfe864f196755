"""course/readings.py: what GitHub and the course read otherwise than readers is told, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.hooks.conftest import Built, Site, page

FIRST = page("").count("\n") - 1  # the line above the first of a body

# Markdown that both read alike.
ALIKE = {
    "a list": "Three:\n\n- one\n- two",
    "a nested list": "- one\n    - two\n- three",
    "a nested numbered list": "1. one\n    1. two\n    2. three\n2. four",
    "a list that begins at three": "3. three\n4. four",
    "a loose list": "- one\n\n- two",
    "a list with a lazy line": "- one\nmore of one\n- two",
    "a paragraph in an item": "- one\n\n    more\n\n- two",
    "code in an item": "- one\n\n    ```python\n    x = 1\n    ```\n\n- two",
    "a note in an item": "- one\n\n    !!! note\n\n        words\n\n- two",
    "tasks": "- [ ] one\n- [x] two",
    "code below words": "Words:\n```python\nx = 1\n```\nmore",
    "code in tildes": "~~~python\nx = 1\n~~~",
    "code that shows code": "````markdown\n```python\nx\n```\n````",
    "code in a quotation": "> ```python\n> x = 1\n> ```",
    "indented code": "Words\n\n    code\n\nmore",
    "a table": "| a | b |\n| --- | --- |\n| `x` | x\\|y |",
    "a quotation": "> words\n> more\nand more",
    "a note": '!!! note "Title"\n    words\nafter',
    "a note with gaps": '!!! note "Title"\n\n    words\n\n\n    more\n\nafter',
    "folds": '??? question "A"\n\n    words\n\n    ??? success "B"\n\n        deep\n\n???+ tip "C"\n\n    words',
    "definitions": "Term\n:   Definition\n\nOther `term`\n\n:   Definition",
    "headings": "## 1. First (a) ##\n\nw\n\nSecond\n------\n\nw\n\n### Über Cafés\n\nw\n### Right below\nw",
    "a heading with an id": "## Heading { #my-id }\n\nSee [it](#my-id).",
    "links": '[a](https://example.org/a_(b) "t"), [b][c], [c], <https://example.org>\n\n[c]: https://example.org',
    "a picture in a link": "[![A sign](assets/images/logo.svg)](https://example.org)",
    "a picture with a size": "![A sign](assets/images/logo.svg){ loading=lazy width=10 }",
    "signs": "snake_case and __init__ and 2*3*4, a < b and c > d, x<y, \\*no\\*, a &amp; b, ${HOME}, `` a ` b ``",
    "breaks": "one  \ntwo\\\nthree<br>four\n\n---\n\nfive",
    "HTML with words": '<div class="x" markdown>\n\n<div markdown>\n\n## Head\n\n- one\n\n</div>\n\n</div>',
    "HTML without": '<div class="x">\n<ul><li>one</li></ul>\n</div>\n\n<details>\n<summary>S</summary>\n</details>',
    "comments": "a\n\n<!-- one\n\ntwo -->\n\nb <!-- three --> c",
    "a year": "It was in\n1984. Things happened.",
    "an attribute list": "words\n{ .lead }",
    "other letters": "Ünïcödé, 数据, 🎉",
}
# Markdown that they read otherwise: the body, and the line of the difference.
OTHERWISE = {
    "a list right below words": ("Three:\n- one\n- two", 2),
    "a numbered list right below words": ("Three:\n1. one\n2. two", 2),
    "a list right below bold words": ("**Three:**\n- one\n- two", 2),
    "a list right below words in a fold": ('??? note "x"\n\n    Three:\n    - one\n    - two', 4),
    "a list nested by two blanks": ("- one\n  - two\n- three", 2),
    "a list nested by three blanks": ("- one\n   - two", 2),
    "a list nested in a numbered one": ("1. one\n   - two\n2. three", 2),
    "code right below a list": ("- one\n- two\n```python\nx = 1\n```", 3),
    "code indented by two blanks": ("- one\n\n  ```python\n  x = 1\n  ```\n\n- two", 3),
    "a picture indented by three blanks": ("1. one\n\n   ![A sign](assets/images/logo.svg)\n\n2. two", 3),
    "bullets right above numbers": ("- one\n- two\n\n1. first\n2. second", 4),
    "a heading that ends with its sign": ("## All about C#\n\nWords.", 1),
    "a paragraph indented by two blanks": ("- one\n\n  more\n\n- two", 1),
    "numbers with a bracket": ("1) one\n2) two", 1),
    "a dash at the beginning of a line": ("one\n- two", 2),
    "a heading without a blank": ("Words.\n\n##Heading\n\nwords", 3),
    "a table right below words": ("Words\n| a | b |\n| --- | --- |\n| c | d |", 2),
    "a list right below a tag": ('<div class="x" markdown>\n- one\n- two\n</div>', 2),
}


@pytest.fixture(scope="module")
def built(new_site: Callable[[], Site]) -> Built:
    """A page for each piece of Markdown, in one build that must stop."""
    bodies = [*ALIKE.values(), *(body for body, _ in OTHERWISE.values())]
    pages = {f"p{number}.md": page(body) for number, body in enumerate(bodies)}
    return new_site().write({"index.md": page("Words.")} | pages).build()


def found(built: Built, name: str) -> list[str]:
    """Return what was found on the page of a piece of Markdown."""
    number = [*ALIKE, *OTHERWISE].index(name)
    return [what for what, _ in built.mistakes() if what.startswith(f"docs/p{number}.md:")]


@pytest.mark.parametrize("name", ALIKE)
def test_nothing_is_said_of_what_both_read_alike(built: Built, name: str) -> None:
    assert found(built, name) == []


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_difference_is_told_at_its_line(built: Built, name: str) -> None:
    [told] = found(built, name)
    file_and_line = told.partition(": ")[0]
    assert file_and_line.endswith(f":{FIRST + OTHERWISE[name][1]}")
    assert "S614" in told
    assert "is read in two ways" in told

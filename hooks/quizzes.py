"""Check quizzes at their source, and mend what mkdocs-quiz makes of them.

Before mkdocs-quiz reads a page, every ``<quiz>`` block is checked, so that a mistake is told with
file and line. Afterwards its HTML gets:

- ids and values made from the texts themselves, so that a saved answer survives a question or an
  answer being added or moved (mkdocs-quiz counts them);
- names and roles for screen readers, and the answers in words for a page without JavaScript;
- one style and one script that every page shares and caches, instead of a copy in each page, also
  in pages without a question.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from textwrap import dedent
from typing import NoReturn

from bs4 import BeautifulSoup, Tag
from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs_quiz import plugin as mkdocs_quiz
from mkdocs_quiz.parsing import CHECKBOX_REGEX, FEEDBACK_REGEX, FILL_BLANK_REGEX, find_quizzes, mask_code_blocks

from mistakes import fail, lines_above

SHARED_STYLE = "assets/stylesheets/mkdocs-quiz.css"
SHARED_SCRIPT = "assets/javascripts/quizzes.js"
RESULTS = "<!-- mkdocs-quiz results -->"
QUIZ = re.compile(r'<div class="quiz" .*?<section class="content hidden">.*?</section>\s*</div>', re.DOTALL)
RESULTS_BOX = re.compile(r'<div id="quiz-results".*?</button>\s*</div>\s*</div>', re.DOTALL)
SIDEBARS = re.compile(r'<div id="quiz-progress-sidebar".*?</nav>', re.DOTALL)
ANSWER_LIKE = re.compile(r"^\s*[-*+]\s*\[[^\]]{0,3}\](?!\()")


@event_priority(-100)  # after hooks/assets.py added our part of the script
def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Make mkdocs-quiz's style and script files that every page with a question shares.

    Args:
        files: the site's files, with those of assets/.
        config: the site's configuration.

    Returns:
        The same collection: a style sheet is added, and assets/javascripts/quizzes.js gets
        mkdocs-quiz's script above our own.
    """
    # In a layer of their own, mkdocs-quiz's rules yield to assets/stylesheets/quizzes.css.
    style = f"@layer mkdocs-quiz {{\n{mkdocs_quiz.style_content}\n}}\n"
    files.append(File.generated(config, SHARED_STYLE, content=style))
    # mkdocs-quiz starts itself a second time where it finds Material's document$. It finds none
    # here, because Material runs this file again on each page that an in-site click opens.
    script = files.get_file_from_path(SHARED_SCRIPT)
    script.content_string = (
        f"function mkdocsQuiz() {{\nvar document$;\n{mkdocs_quiz.js_content}\n}}\n{script.content_string}"
    )
    return files


@event_priority(100)  # before mkdocs-quiz, which takes the blocks out
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Check each quiz of a page, and put the result box after the last one.

    Args:
        markdown: the page's Markdown.
        page: the page; its metadata gets ``questions``, how many it has.
        config: the site's configuration.
        files: not used.

    Returns:
        The Markdown, with mkdocs-quiz's mark for the result box if there is a question.

    Raises:
        PluginError: a quiz has a mistake; the message has file and line.
    """
    visible = _without_code(markdown)
    above = lines_above(page.file, markdown)
    _check_tags(visible, above, page.file, config)
    quizzes = find_quizzes(visible)
    page.meta["questions"] = len(quizzes)
    if not quizzes:
        return markdown
    questions: dict[str, int] = {}
    for quiz in quizzes:
        line = above + visible.count("\n", 0, quiz.start()) + 1
        question = _digest(_check_quiz(quiz[1], line, page.file, config))
        if question in questions:
            problem = f"the same question stands at line {questions[question]} already"
            remedy = "word it differently: a learner's saved answer is found by the question's text"
            fail(config, page.file, line, problem, remedy)
        questions[question] = line
    if RESULTS in markdown:
        return markdown
    lines = markdown.split("\n")
    last = visible.count("\n", 0, quizzes[-1].end()) + 1
    return "\n".join([*lines[:last], "", RESULTS, "", *lines[last:]])


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Mend the HTML that mkdocs-quiz made, and take its inline style and script out.

    Args:
        content: the page's HTML.
        page: the page; overrides/main.html links the style where it has questions.
        config: not used.
        files: not used.

    Returns:
        The HTML; nothing of mkdocs-quiz is left in it where the page has no question.

    Raises:
        PluginError: mkdocs-quiz's HTML is not what this hook knows.
    """
    content, style, _ = content.partition(mkdocs_quiz.style)
    if not style:
        return content  # the page's front matter turned mkdocs-quiz off
    content = SIDEBARS.sub("", content)
    if not page.meta["questions"]:
        return content
    content, quizzes = QUIZ.subn(lambda quiz: _mend_quiz(quiz[0]), content)
    content, boxes = RESULTS_BOX.subn(lambda box: _mend_results(box[0]), content)
    if (quizzes, boxes) != (page.meta["questions"], 1):
        raise PluginError(
            f"{page.file.src_uri}: found {quizzes} of {page.meta['questions']} quizzes and {boxes} of 1 result box\n"
            "  To mend it: adapt hooks/quizzes.py to the HTML of this version of mkdocs-quiz"
        )
    # In the content, not in the head: there Material runs it again after an in-site click.
    return f'{content}\n<script defer src="{get_relative_url(SHARED_SCRIPT, page.url)}"></script>'


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    """Check the anchors that quizzes link to; MkDocs does not see them, because mkdocs-quiz renders apart.

    Args:
        env: the template environment, returned as it is.
        config: the site's configuration.
        files: the site's files; every page has been rendered by now.

    Returns:
        The environment.

    Raises:
        PluginError: a quiz links to an anchor that its page does not have.
    """
    pages = {
        posixpath.normpath(file.url): file.page
        for file in files.documentation_pages()
        if file.page and file.page.content
    }
    for page in pages.values():
        if not page.meta.get("questions"):
            continue
        for link in BeautifulSoup(page.content, "html.parser").select(".quiz a[href*='#']:not(.quiz-header-link)"):
            address, _, anchor = link["href"].partition("#")
            url = page.file.url if not address else posixpath.join(posixpath.dirname(page.file.url), address)
            target = pages.get(posixpath.normpath(url).rstrip("/"))
            # The id of a lesson's title comes from overrides/lesson.html.
            if target and anchor != "lesson" and f'id="{anchor}"' not in target.content:
                source = page.file.content_string
                line = source.count("\n", 0, max(0, source.find(f"#{anchor})"))) + 1
                problem = f"a quiz links to '#{anchor}', which {target.file.src_uri} does not have"
                fail(config, page.file, line, problem, "link to a heading's words in small letters, with hyphens")
    return env


def _without_code(markdown: str) -> str:
    """Blank the code blocks, as mkdocs-quiz does, but keep every line where it was."""
    masked, blocks = mask_code_blocks(markdown)
    for placeholder, block in blocks.items():
        masked = masked.replace(placeholder, "\n" * block.count("\n"))
    return masked


def _check_tags(visible: str, above: int, file: File, config: MkDocsConfig) -> None:
    """Stop the build at a <quiz> that is not closed, or a </quiz> that was not opened."""
    opened = 0
    for number, line in enumerate(visible.split("\n"), above + 1):
        tag = line.strip()
        if tag == "<quiz>" and not opened:
            opened = number
        elif tag == "</quiz>" and opened:
            opened = 0
        elif tag == "<quiz>":
            fail(config, file, opened, "this quiz has no </quiz>", "write </quiz> on a line of its own after it")
        elif tag == "</quiz>":
            fail(config, file, number, "this quiz has no <quiz>", "write <quiz> on a line of its own before it")
    if opened:
        fail(config, file, opened, "this quiz has no </quiz>", "write </quiz> on a line of its own after it")


def _check_quiz(body: str, first_line: int, file: File, config: MkDocsConfig) -> str:
    """Check one quiz, and return its question in Markdown."""

    def stop(offset: int, problem: str, remedy: str) -> NoReturn:
        fail(config, file, first_line + offset, problem, remedy)

    lines = [line.rstrip() for line in dedent(body).splitlines()] + [""]
    question: list[str] = []
    answers: set[str] = set()
    right, after = 0, None
    for offset, line in enumerate(lines):
        if re.search(FILL_BLANK_REGEX, line):
            stop(offset, "'[[…]]' makes a fill-in-the-blank quiz", "ask with choices: '- [x] right' and '- [ ] wrong'")
        answer = CHECKBOX_REGEX.match(line)
        if answer and answer[1] in ("x", "X", " ", ""):
            if after is not None:
                # mkdocs-quiz would end the answers here, and lose the ones below without a word.
                stop(
                    after, f"'{lines[after]}' stands between two answers", "begin it with '>' to make it an explanation"
                )
            if _digest(answer[2]) in answers:
                stop(offset, f"the answer '{answer[2]}' stands here twice", "remove one, or word it differently")
            why = FEEDBACK_REGEX.match(lines[offset + 1])
            if not (why and why[1].strip()):
                remedy = "put a line '> Why it is right or wrong.' right under it"
                stop(offset, f"the answer '{answer[2]}' does not say why", remedy)
            answers.add(_digest(answer[2]))
            right += answer[1] in ("x", "X")
        elif ANSWER_LIKE.match(line):
            stop(offset, f"'{line.strip()}' is no answer", "write '- [x] right' or '- [ ] wrong', with single spaces")
        elif FEEDBACK_REGEX.match(line):
            if answers and not lines[offset - 1]:
                stop(offset, "this explanation belongs to no answer", "put it on the line right under its answer")
        elif not answers:
            question.append(line)
        elif line and after is None:
            after = offset
    if not any(question):
        stop(0, "the quiz has no question", "write the question after <quiz>")
    if len(answers) < 2:
        stop(0, "the quiz has fewer than two answers", "add answers, as '- [x] right' and '- [ ] wrong'")
    if not right:
        stop(0, "no answer is marked as right", "mark each right answer with '- [x]'")
    return " ".join(" ".join(question).split())


def _mend_quiz(fragment: str) -> str:
    """Give a quiz ids and values of its own, and what screen readers and readers without script need."""
    soup = BeautifulSoup(fragment, "html.parser")
    quiz = soup.find("div", class_="quiz")
    old = quiz["id"]
    new = "quiz-" + _digest(quiz.find(class_="quiz-question").get_text())
    for tag in quiz.find_all(True):
        for attribute in ("id", "for", "aria-labelledby", "href"):
            if attribute in tag.attrs:
                tag[attribute] = re.sub(rf"\b{re.escape(old)}\b", new, tag[attribute])
    quiz["id"] = new
    for answer in quiz.find_all("input"):
        label = quiz.find("label", attrs={"for": answer["id"]})
        answer["value"] = _digest(label.get_text())
        answer["id"] = label["for"] = f"{new}-{answer['value']}"
    link = quiz.find(class_="quiz-header-link")
    link["aria-label"] = "Link to this question"
    # The region stays in the accessibility tree, empty, so that what comes into it is announced.
    feedback = quiz.find(class_="quiz-feedback")
    feedback["role"] = "status"
    shared = quiz.find("section", class_="content")
    if not shared.get_text(strip=True):
        shared.decompose()
    quiz.append(_answers_in_words(soup, quiz))
    return str(soup)


def _answers_in_words(soup: BeautifulSoup, quiz: Tag) -> Tag:
    """Build the fold with every answer and why, for those who gave up or have no JavaScript."""
    fold = soup.new_tag("details", attrs={"class": "quiz-answers", "data-search-exclude": ""})
    summary = soup.new_tag("summary")
    summary.string = "Show the answers"
    answers = soup.new_tag("ul")
    for answer in quiz.find_all("input"):
        verdict = "Right" if answer.has_attr("data-correct") else "Wrong"
        label, why = answer.parent.find("label"), answer.parent.find(class_="answer-feedback")
        item = f"<li><strong>{verdict}:</strong> {label.decode_contents()}<br>{why.decode_contents()}</li>"
        answers.append(BeautifulSoup(item, "html.parser"))
    fold.extend([summary, answers])
    return fold


def _mend_results(box: str) -> str:
    """Make the result box a named region, without headings that skip levels."""
    soup = BeautifulSoup(box, "html.parser")
    results = soup.find(id="quiz-results")
    results.attrs |= {"role": "region", "aria-label": "Your result"}
    # "(67%)" of the questions answered is easily taken for a score.
    percentage = results.find(class_="quiz-results-percentage")
    percentage.previous_sibling.replace_with(" questions answered")
    percentage.next_sibling.replace_with("")
    percentage.decompose()
    for heading in results.find_all(["h2", "h3"]):
        heading.name = "p"
        heading["class"] = [*heading.get("class", []), "quiz-results-heading"]
    return str(soup)


def _digest(text: str) -> str:
    """Return ten hexadecimal digits that stay the same while a text's words do, in Markdown as in HTML."""
    words = re.sub(r"[*_`]", "", text).lower().split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:10]

"""Show the questions: mkdocs-quiz makes their HTML, where the course says that they stand, and here it is mended.

mkdocs-quiz looks for questions by itself, with a pattern that takes a tag in a sentence for one. So it is turned off
for whole pages: each question becomes a fence, and where superfences meets that fence, in a list or a fold too,
mkdocs-quiz is asked for this one question. Its HTML gets:

- ids and values made from all that the question and its answers show, so that a saved answer survives a question or an
  answer being added or moved (mkdocs-quiz counts them); those of before, by which answers were saved, stay beside them;
- names and roles for screen readers, and the answers in words for a page without JavaScript;
- one style and one script that every page shares and caches.
"""

from __future__ import annotations

import hashlib
import html

from bs4 import BeautifulSoup, Tag
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs_quiz import plugin as mkdocs_quiz
from pymdownx.superfences import SuperFencesException

from shared import BUILD, model

SHARED_STYLE = "assets/stylesheets/mkdocs-quiz.css"
SHARED_SCRIPT = "assets/javascripts/quizzes.js"
FENCE, RESULTS = "course-quiz", "results"
HOME = "home.html"


class _Asking:
    """The page whose questions are being made, and what mkdocs-quiz needs for it."""

    def __init__(self, page: Page, config: MkDocsConfig, files: Files) -> None:
        self.questions = BUILD.page(page).questions
        self.plugin = config.plugins["mkdocs_quiz"]
        self.page, self.config, self.files = page, config, files
        self.translations = self.plugin._get_translation_manager(page, config)
        # One reader of Markdown for all questions of a page: mkdocs-quiz would make one for each.
        make = type(self.plugin)._create_fragment_markdown
        markdown = make(self.plugin, page, config, files) if self.questions else None
        self.plugin._create_fragment_markdown = lambda *_: markdown
        # Brackets such as rows[["a"]] are code: course/rules/questions.py speaks of gaps to fill.
        self.plugin._is_fill_in_blank_quiz = lambda _: False

    def html(self, what: str) -> str:
        """Return a question by its number on the page, or the box with the result."""
        if what == RESULTS:
            return _mend_results(self.plugin._generate_results_html(self.translations))
        question = self.questions[int(what)]
        options = self.plugin._get_quiz_options(self.page)
        try:
            made = self.plugin._process_quiz(
                question.markdown, int(what), options, self.translations, self.config, self.page, self.files
            )
            return _mend_quiz(made, question)
        except Exception:
            if not BUILD.broken:
                raise
            return f"<pre><code>{html.escape(question.markdown)}</code></pre>"  # the findings say what is wrong


_asking: list[_Asking] = []  # the page's of now


@event_priority(-50)
def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Turn mkdocs-quiz off for whole pages, and let superfences ask it for one question at a time.

    Args:
        config: the site's configuration.

    Returns:
        The configuration.
    """
    config.plugins["mkdocs_quiz"].config["enabled_by_default"] = False
    fences = config.mdx_configs["pymdownx.superfences"]["custom_fences"]
    if not any(fence["name"] == FENCE for fence in fences):
        fences.append({"name": FENCE, "class": FENCE, "format": _fence})
    return config


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
    # What it takes for localStorage is what quizzes.js gives it, which merges the answers of several tabs.
    # mkdocs-quiz starts itself a second time where it finds Material's document$. It finds none
    # here, because Material runs this file again on each page that an in-site click opens.
    script = files.get_file_from_path(SHARED_SCRIPT)
    script.content_string = (
        f"function mkdocsQuiz(localStorage) {{\nvar document$;\n{mkdocs_quiz.js_content}\n}}\n{script.content_string}"
    )
    return files


@event_priority(100)  # the first to change the Markdown, so that its lines are the course's
def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put a fence in the place of each question, and one for the result box behind the last.

    Args:
        markdown: the page's Markdown; the course's own is taken, whose lines are known.
        page: the page; its metadata gets ``questions``, how many it has.
        config: the site's configuration.
        files: the site's files.

    Returns:
        The Markdown with fences.
    """
    _asking[:] = [_Asking(page, config, files)]
    known = BUILD.page(page)
    page.meta["questions"] = len(known.questions)
    lines = BUILD.lines(known)
    wanted = [comment.line for comment in known.comments if comment.text.strip() == "mkdocs-quiz results"]
    for line in wanted if known.questions else []:
        lines[line - 1] = "\n".join(_lines_of_fence(lines[line - 1].partition("<!--")[0], RESULTS))
    if known.questions and not wanted and known.template != HOME:  # there, one question is only a taste
        last = _block_end(known, known.questions[-1].end)
        lines[last:last] = ["", *_lines_of_fence("", RESULTS), ""]
    for number, question in reversed(list(enumerate(known.questions))):
        lines[question.line - 1 : question.end] = _lines_of_fence(question.prefix, str(number))
    return "\n".join(lines[known.body_line - 1 :])


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Add the script to a page with questions.

    Args:
        html: the page's HTML.
        page: the page.
        config: not used.
        files: not used.

    Returns:
        The HTML.
    """
    if not page.meta["questions"]:
        return html
    # In the content, not in the head: there Material runs it again after an in-site click.
    return f'{html}\n<script defer src="{get_relative_url(SHARED_SCRIPT, page.url)}"></script>'


def _fence(source: str, language: str, class_name: str, options: dict, md: Markdown, **_: object) -> str:
    try:
        return _asking[0].html(source.strip())
    except Exception as error:  # superfences would swallow any other, and show the fence's text
        raise SuperFencesException(f"a question can't be shown: {error}") from error


def _lines_of_fence(prefix: str, what: str) -> list[str]:
    # In a list item the marker stands once; in a quotation every line has its mark.
    below = "".join(sign if sign == ">" else " " for sign in prefix)
    return [f"{prefix}```{FENCE}", f"{below}{what}", f"{below}```"]


def _block_end(page: model.Page, line: int) -> int:
    """Return the last line of the outermost block that a line stands in."""
    for token in page.tokens:
        if token.level == 0 and token.map and token.map[0] + page.body_line <= line < token.map[1] + page.body_line:
            return max(line, token.map[1] + page.body_line - 1)
    return line


def _mend_quiz(fragment: str, question: model.Question) -> str:
    """Give a quiz ids and values of its own, and what screen readers and readers without script need."""
    soup = BeautifulSoup(fragment, "html.parser")
    quiz = soup.find("div", class_="quiz")
    old, new = quiz["id"], question.id
    asked = quiz.find(class_="quiz-question")
    quiz["data-former-id"] = "quiz-" + _former(asked.get_text())
    asked["id"] = quiz.find("fieldset")["aria-labelledby"] = f"{new}-question"
    quiz["id"] = new
    inputs = [answer for answer in quiz.find_all("input") if answer.get("id", "").startswith(f"{old}-")]
    for answer, known in zip(inputs, question.answers, strict=True):
        label = quiz.find("label", attrs={"for": answer["id"]})
        answer["value"] = known.id
        answer["data-former-value"] = _former(label.get_text())
        answer["id"] = label["for"] = f"{new}-{known.id}"
    link = quiz.find(class_="quiz-header-link")
    link["href"] = f"#{new}"
    link["aria-label"] = "Link to this question"
    # The region stays in the accessibility tree, empty, so that what comes into it is announced.
    feedback = quiz.find(class_="quiz-feedback")
    feedback["role"] = "status"
    shared = quiz.find("section", class_="content")
    if not shared.get_text(strip=True):
        shared.decompose()
    quiz.append(_answers_in_words(soup, quiz, inputs))
    return str(soup)


def _answers_in_words(soup: BeautifulSoup, quiz: Tag, inputs: list[Tag]) -> Tag:
    """Build the fold with every answer and why, for those who gave up or have no JavaScript."""
    fold = soup.new_tag("details", attrs={"class": "quiz-answers", "data-search-exclude": ""})
    summary = soup.new_tag("summary")
    summary.string = "Show the answers"
    items = []
    for answer in inputs:
        verdict = "Right" if answer.has_attr("data-correct") else "Wrong"
        label, why = answer.parent.find("label"), answer.parent.find(class_="answer-feedback")
        reason = f"<br>{why.decode_contents()}" if why else ""
        items.append(f"<li><strong>{verdict}:</strong> {label.decode_contents()}{reason}</li>")
    answers = BeautifulSoup(f"<ul>{''.join(items)}</ul>", "html.parser")
    for part in answers.find_all(True):
        part.attrs.pop("id", None)  # it is the original's
        if part.name in ("details", "summary"):
            part.name = "div"  # what is open already needs no second fold
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


def _former(text: str) -> str:
    """Return the ten digits by which an answer was saved until November 2026: they knew neither case nor code nor
    stars.
    """
    words = "".join(sign for sign in text if sign not in "*_`").lower().split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:10]

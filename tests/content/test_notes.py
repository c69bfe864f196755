"""Everything that the study notes say is on the site, corrected; and each page keeps the site's contract.

The tables come from the notes, not from docs/. "l. 8" is line 8 of the notes, data-orchestration.md.
"""

from __future__ import annotations

import copy
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup, Tag

from course import repository
from course.model import Page
from tests.model import COURSE

ROOT = Path(__file__).parents[2]
SITE_URL = "https://example.org/course/"

WHAT = "orchestration/what-is-data-orchestration"
JOURNEY = "orchestration/journey"
AIRFLOW = "airflow/introduction"
ADVANTAGES = "airflow/advantages"
PARTS = "airflow/how-it-works"
ROLES = "airflow/who-uses-airflow"
USE_CASES = "use-cases"
HEALTH = "use-cases/data-powered-applications"
FRAUD = "use-cases/critical-operational-processes"
SLACK = "use-cases/analytics-and-reporting"
ASTRO = "use-cases/mlops-and-ai"
GLOSSARY = "reference/glossary"
SOURCES = "reference/sources"
CORRECTIONS = "reference/corrections"


def _address(path: str) -> str:
    return path.removesuffix(".md").removesuffix("index").rstrip("/")


# From the sources, so that whoever adds a page need not list it here.
LESSONS = [_address(lesson.path) for lesson in COURSE.lessons]
PAGES = [*map(_address, COURSE.pages), "404.html"]

DEFINITION = (
    "the coordination and automation of data flow across various tools and systems "
    "to deliver quality data products and analytics."
)


class Statement(NamedTuple):
    """What the notes say, and where the site must say it: in a section if one is named, else anywhere on the page."""

    notes: str
    page: str
    section: str
    phrases: list[str]


UNIX, EARLY = "pre-unix-era", "early-computing"
RENAISSANCE, MODERN = "data-and-open-source-renaissance", "modern-data-orchestration"

STATEMENTS = [
    # Orchestration
    Statement("l. 1 definition", WHAT, "", [f"Data orchestration is {DEFINITION}"]),
    Statement(
        "E l. 1 orchestration is not scheduling",
        WHAT,
        "orchestration-is-more-than-scheduling",
        ["Scheduling decides when", "in what order", "on what condition", "when a step fails"],
    ),
    Statement("l. 3 four eras", JOURNEY, "", ["Four eras", "overlap"]),
    # Pre-Unix era
    Statement("l. 8 manual work", JOURNEY, UNIX, ["What emerged", "Manual batch processing and scheduling"]),
    Statement("E l. 8 not wholly manual", JOURNEY, UNIX, ["largely", "OS/360", "within a batch became automatic"]),
    Statement(
        "l. 9 the idea and the need appear",
        JOURNEY,
        UNIX,
        [
            "The foundation of data orchestration starts to form: the idea of it, and the need for it.",
            "The need for workflow management begins to appear.",
        ],
    ),
    Statement(
        "l. 10 and 43 no standards",
        JOURNEY,
        UNIX,
        ["Limitations", "lack of standards around data formats, protocols, processes, and processing techniques"],
    ),
    Statement("E l. 69 error-prone", JOURNEY, UNIX, ["manual and error-prone"]),
    # Early computing
    Statement("l. 13 time-based tools", JOURNEY, EARLY, ["What emerged", "Basic time-based scheduling tools"]),
    Statement("E l. 19 dates of the schedulers", JOURNEY, EARLY, ["cron", "1974", "Windows Task Scheduler", "1995"]),
    Statement(
        "l. 14 proprietary tools",
        JOURNEY,
        EARLY,
        ["rise of proprietary scheduling and workload management tools", "AutoSys"],
    ),
    Statement("l. 15 ETL", JOURNEY, EARLY, ["Dedicated ETL tooling", "extract, transform, load"]),
    Statement(
        "l. 18 limits of proprietary software",
        JOURNEY,
        EARLY,
        ["Limitations", "Proprietary software was expensive and closed-source, and often resource-intensive"],
    ),
    Statement(
        "l. 19 limits of schedulers",
        JOURNEY,
        EARLY,
        ["cron and Windows Task Scheduler lacked features for more complex workloads", "hard to maintain"],
    ),
    # Data and open-source renaissance
    Statement("l. 22 more data", JOURNEY, RENAISSANCE, ["What emerged", "An increase in data complexity and size"]),
    Statement(
        "l. 23 more complex work",
        JOURNEY,
        RENAISSANCE,
        ["An increase in the complexity of scheduling and of ETL workloads"],
    ),
    Statement("l. 24 open source", JOURNEY, RENAISSANCE, ["rise of open-source workflow management projects"]),
    Statement(
        "l. 27 Hadoop only",
        JOURNEY,
        RENAISSANCE,
        ["Limitations", "only within the Hadoop ecosystem", "Oozie", "Azkaban"],
    ),
    Statement("l. 28 XML", JOURNEY, RENAISSANCE, ["XML or configuration files to define workloads"]),
    Statement("l. 29 limits", JOURNEY, RENAISSANCE, ["Limited dynamism, scalability, and extensibility"]),
    Statement("E l. 29 Luigi used Python", JOURNEY, RENAISSANCE, ["Luigi", "2012", "dependencies written in Python"]),
    # Modern data orchestration
    Statement("l. 32 code", JOURNEY, MODERN, ["What emerged", "rise of pipelines as code in Python"]),
    Statement("l. 33 integrations", JOURNEY, MODERN, ["ability to integrate with hundreds of external systems"]),
    Statement("l. 34 time and events", JOURNEY, MODERN, ["Time-based and event-based scheduling"]),
    Statement("E l. 34 which events", JOURNEY, MODERN, ["data that it needs was updated", "message from outside"]),
    Statement(
        "l. 35 observability",
        JOURNEY,
        MODERN,
        ["Feature-rich software with built-in observability and a centralized UI"],
    ),
    # Airflow
    Statement(
        "l. 87 origin",
        AIRFLOW,
        "where-it-comes-from",
        ["Maxime Beauchemin", "Airbnb", "October 2014", "June 2015", "Apache Software Foundation"],
    ),
    Statement(
        "l. 89 definition",
        AIRFLOW,
        "",
        [
            "Apache Airflow is an open-source platform for programmatically authoring, scheduling, and monitoring "
            "your data pipelines.",
            "any work that comes in batches",
        ],
    ),
    Statement(
        "l. 101 central nervous system",
        AIRFLOW,
        "the-central-nervous-system-of-a-data-stack",
        [
            "central nervous system",
            "connects, coordinates, and manages the different tools and systems "
            "across an organization's data ecosystem",
        ],
    ),
    Statement(
        "l. 92 pipelines in Python",
        ADVANTAGES,
        "1-pipelines-as-code-in-python",
        ["You write a pipeline as a Python program", "Python is the main language", "not the only one"],
    ),
    Statement(
        "l. 93 open source and community",
        ADVANTAGES,
        "2-open-source-with-a-community",
        ["its source is open", "The community"],
    ),
    Statement(
        "l. 94 observability",
        ADVANTAGES,
        "3-observability-and-a-ui-to-monitor-and-manage-dags-and-tasks",
        ["built-in UI to monitor and manage DAGs, runs and tasks"],
    ),
    Statement(
        "l. 95 data-aware scheduling",
        ADVANTAGES,
        "4-data-aware-scheduling-and-events",
        ["schedule your pipelines based on what happens", "Asset-aware", "Event-driven", "called datasets before"],
    ),
    Statement(
        "l. 96 extensible",
        ADVANTAGES,
        "5-highly-extensible",
        ["over a hundred provider packages", "You can also create your own"],
    ),
    # Roles: the need in the notes, and what in Airflow answers it
    Statement(
        "l. 126 data scientist",
        ROLES,
        "data-scientist",
        [
            "Needs to process and analyze new data sets as they arrive, "
            "and generate insights and visualizations automatically.",
            "asset",
            "dynamic task mapping",
        ],
    ),
    Statement(
        "l. 128 data engineer",
        ROLES,
        "data-engineer",
        ["Needs to resolve the error in yesterday's pipeline run and backfill the data.", "logs", "clear", "backfill"],
    ),
    Statement(
        "l. 130 machine learning engineer",
        ROLES,
        "machine-learning-engineer",
        [
            "Needs the machine learning model to be retrained and validated "
            "every time new data is ingested into the system.",
            "asset",
            "branch",
            "approval",
        ],
    ),
    Statement(
        "l. 132 data analyst",
        ROLES,
        "data-analyst",
        ["Needs the report on user growth to be refreshed after every incremental load.", "schedule=[asset]"],
    ),
    # Use cases
    Statement(
        "l. 134 four use cases",
        USE_CASES,
        "",
        [
            "four main use cases in which a workflow is business-critical, because the data that it delivers is",
            "Data-powered applications",
            "Critical operational processes",
            "Analytics and reporting",
            "MLOps and AI",
        ],
    ),
    Statement(
        "l. 137 data-powered applications",
        HEALTH,
        "",
        [
            "are programs or systems that rely on data to function and provide value, "
            "such as features, insights or services for their users",
            "a fitness application that gives each user a daily health score and an activity goal",
        ],
    ),
    Statement(
        "l. 143 critical operational processes",
        FRAUD,
        "",
        [
            "are the essential workflows that are crucial for a business to function",
            "detects fraud in the transactions that customers make on an e-commerce application",
        ],
    ),
    Statement(
        "l. 148 analytics and reporting",
        SLACK,
        "",
        [
            "involve the systematic analysis of data to derive insights, "
            "so that teams and individuals can make data-driven decisions efficiently",
            "a Slack bot that lets staff at Astronomer check academy data on customer accounts",
        ],
    ),
    Statement(
        "l. 152 what the Slack bot is for",
        SLACK,
        "step-by-step",
        ["communicates the academy's metrics on a customer automatically"],
    ),
    Statement(
        "l. 155 MLOps and AI",
        ASTRO,
        "",
        [
            "the deployment and management of machine learning models within operational workflows",
            "large language models",
        ],
    ),
    Statement(
        "l. 156 Ask Astro",
        ASTRO,
        "",
        ["an open-source Q&A LLM application used to answer questions about Apache Airflow and Astronomer"],
    ),
    Statement(
        "C4 Airflow is around the chatbot",
        ASTRO,
        "airflow-stands-around-the-chatbot",
        ["No answer comes out of a DAG", "The API answers", "evaluates, monitors and reports"],
    ),
]

# The pipelines of the use cases: from where, through which steps, with what result, in this order.
PIPELINES = {
    "l. 140 health score": (
        HEALTH,
        "step-by-step",
        [
            *[
                "phone",
                "fitness watch",
                "Ingest",
                "data warehouse",
                "Transform",
                "Run queries",
                "score",
                "activity goal",
            ],
            *["Export", "production database", "user", "health score and the activity goal"],
        ],
    ),
    "l. 146 fraud detection": (
        FRAUD,
        "step-by-step",
        [
            *[
                "daily",
                "Ingest",
                "transactions",
                "database",
                "Transform",
                "Run machine learning models",
                "detect fraud",
            ],
            *["Generate a report", "compliance team", "take action"],
        ],
    ),
    "l. 152 Slack bot": (
        SLACK,
        "step-by-step",
        [
            *["customer success manager", "customer domain", "specific Slack channel", "triggers a pipeline"],
            *["finds the customer", "counts the students", "certified students", "generates a report"],
            "back to the Slack channel",
        ],
    ),
    "C4 Ask Astro's ingestion": (ASTRO, "ingestion-by-dags", ["Extract", "Split", "Embed", "vector database Weaviate"]),
    "C4 Ask Astro's answering": (
        ASTRO,
        "answering-by-the-api",
        ["reworded", "hybrid search", "ranks", "LLM", "answer", "Slack", "the same API"],
    ),
    "C4 Ask Astro's feedback": (ASTRO, "feedback-and-monitoring", ["rate answers", "Monitoring", "Evaluation"]),
}

# Section E of the fact sheet: what a reader of the notes must be told is different.
CORRECTED = {
    "l. 1": ["two definitions", "data products and analytics"],
    "l. 5 to 151 pictures": ["five pictures", "Ask Astro from its code"],
    "l. 8": ["largely manual"],
    "l. 10 and 43": ["formats, protocols, and processing techniques", "formats, processes, and processing techniques"],
    "l. 18": ["resource intensive", "often"],
    "l. 19": ["WTS", "in full"],
    "l. 27": ["Oozie and Azkaban"],
    "l. 29": ["Luigi", "2012"],
    "l. 69": ["error-prone"],
    "l. 87": ["Maxim Beauchemin in 2015", "Maxime Beauchemin", "October 2014", "June 2015"],
    "l. 89": ["tool", "platform"],
    "l. 92": ["Mainly in Python"],
    "l. 94": ["built-in UI to monitor and manage DAGs, runs and tasks"],
    "l. 95": ["asset-aware scheduling", "event-driven scheduling"],
    "l. 96": ["Over a hundred provider packages"],
    "l. 101": ["central nervous system"],
    "l. 107": ["an organization's"],
    "l. 134": ["The workflow is critical"],
    "l. 140": ["compute the score and the activity goal"],
    "l. 155": ["large language models"],
}

# What the notes get wrong, and no page may repeat. The case counts.
WRONG = {
    "the name": r"\bMaxim Beauchemin\b",
    "the year": r"Beauchemin[^.|]* in 2015",
    "a tool": r"[Aa]irflow i[as] an? (open-source )?tool",
    "the other definition": r"quality data and analytics",
    "WTS": r"\bWTS\b",
    "Pre-Unix": r"Pre-unix|\bpre-unix",
    "Python": r"\bpython\b",
    "Airflow": r"\b[Aa]pache airflow\b|\bin airflow\b",
    "Slack bot": r"[Ss]lackbot|\bslack channel",
    "an": r"\b[Aa] (organization|e-commerce|open-source)\b",
    "typing": r"floe|complexity os\b|[Aa]were|[Ii]nsigth|Engeneer|bussiness|afitness|aplication|\btams\b|\bdor the",
    "grammar": r"uses cases|detect frauds|essentials|count over|managers tasks|\bmy (machine|model)",
}


class Question(NamedTuple):
    """A question of the notes: on which lesson, its text, and its answers with those that are right."""

    page: str
    text: str
    answers: dict[str, bool]


QUESTIONS = [
    Question(
        JOURNEY,
        "Which of the following describes the early-computing era of Data Orchestration? (select all that apply)",
        {
            "Manual processes": False,
            "Lack of standards around data formats, processes, and processing techniques": False,
            "Time-based scheduling tools (e.g., Cron)": True,
            "Rise of proprietary scheduling and workload management tools (e.g., AutoSys)": True,
        },
    ),
    Question(
        WHAT,
        "Which of the following is the definition of modern data orchestration?",
        {
            "The process of manually handling data flow across different platforms "
            "to ensure data security and compliance.": False,
            "The coordination and automation of data flow across various tools and systems "
            "to deliver quality data products and analytics.": True,
            "The exclusive use of a single tool to manage all data-related tasks within an organization.": False,
            "The random distribution and storage of data across various databases "
            "without any automated processes.": False,
        },
    ),
    Question(
        JOURNEY,
        "Which of the following describes the Pre-Unix era of Data Orchestration? (select all that apply)",
        {
            "Dedicated ETL tooling": False,
            "Automated Processes": False,
            "Lack of standards around data formats, processes, and processing techniques": True,
            "Manual and error-prone processes": True,
        },
    ),
    Question(
        JOURNEY,
        "Which of the following describes the data and open-source era of Data Orchestration? (select all that apply)",
        {
            "Adoption of proprietary data formats and protocols to restrict access to data ecosystems": False,
            "Manual batch processing": False,
            "Tools that were designed for specific ecosystems (e.g., Hadoop)": True,
            "An increase in data size and complexity of scheduling and workloads": True,
        },
    ),
    Question(
        AIRFLOW,
        "Why is Airflow considered the central nervous system of a data stack?",
        {
            "It functions as a data visualization platform.": False,
            "It acts as a standalone tool for data analysis": False,
            "It connects, coordinates, and manages different tools and systems "
            "across an organization's data ecosystem": True,
            "It provides data storage solutions for large datasets.": False,
        },
    ),
    Question(
        ADVANTAGES,
        "Which of the following are characteristics of Airflow? (select all that apply)",
        {
            "Proprietary and closed-source": False,
            "Extensibility to connect to external systems": True,
            "The ability to write pipelines-as-code with Python": True,
            "Built-in observability features": True,
        },
    ),
]

# The diagrams that the issue asks for: on which page, a word of the title, and what a reader must find in each drawing.
DIAGRAMS = {
    "timeline of the four eras": (
        JOURNEY,
        "eras",
        ["Pre-Unix", "Early computing", "Data and open-source renaissance", "Modern data orchestration", "2015"],
    ),
    "Airflow at the center of a data stack": (
        AIRFLOW,
        "center of a data stack",
        ["Apache Airflow", "Data sources", "Data warehouse", "transform", "models", "Dashboards"],
    ),
    "map of the four use cases": (
        USE_CASES,
        "four use cases",
        [
            *["Business-critical workflows", "Data-powered applications", "Critical operational processes"],
            *["Analytics and reporting", "MLOps and AI", "Health score", "Fraud detection", "Slack bot", "Ask Astro"],
        ],
    ),
    "pipeline of the health score": (
        HEALTH,
        "health score",
        [
            *["Phone", "Fitness watch", "Ingest", "Data warehouse", "Transform", "queries", "Export"],
            *["Production database", "health score", "activity goal", "Airflow"],
        ],
    ),
    "pipeline of the fraud detection": (
        FRAUD,
        "fraud detection",
        [
            *["Transaction database", "Daily pipeline in Airflow", "Ingest", "Transform", "machine learning models"],
            *["report", "Compliance team"],
        ],
    ),
    "pipeline of the Slack bot": (
        SLACK,
        "Slack bot",
        [
            *["Customer success manager", "customer domain", "trigger", "Pipeline in Airflow", "Find the customer"],
            *["Count students", "Count certified students", "report", "Slack channel"],
        ],
    ),
    "Ask Astro": (
        ASTRO,
        "Ask Astro",
        [
            *["Ingestion by DAGs", "Extract", "Split", "Embed", "Vector database", "Answering by the API", "LLM"],
            *["Users", "Feedback", "Monitoring"],
        ],
    ),
    "parts of Airflow": (
        PARTS,
        "parts of Airflow",
        [
            "DAG files",
            "DAG processor",
            "Metadata database",
            "Scheduler",
            "executor",
            "API server",
            "Triggerer",
            "Worker",
        ],
    ),
}


@dataclass(frozen=True)
class Site:
    """The built site. Its pages are parsed once, and only read."""

    folder: Path

    def page(self, path: str) -> BeautifulSoup:
        """Return a page."""
        return _parsed(self._file(path))

    def article(self, path: str) -> Tag:
        """Return what is between a page's header and its sidebars."""
        return self.page(path).find("article")

    def descriptions(self, path: str) -> list[str]:
        """Return what a page tells search engines of itself; one text if all is well."""
        return [tag["content"] for tag in self.page(path).find_all("meta", attrs={"name": "description"})]

    def prose(self, path: str) -> str:
        """Return every word of a page, its description included, that is not code."""
        return " ".join([_prose(self._file(path)), *self.descriptions(path)])

    def lesson(self, path: str, section: str = "") -> str:
        """Return what a page tells: its text without questions and diagrams, which must not stand in for it."""
        article = _told(self._file(path))
        if not section:
            return plain(article.get_text())
        heading = article.find(["h2", "h3"], id=section)
        assert heading, f"{path} has no section '{section}'"
        ends = ["h1", "h2", "h3"][: int(heading.name[1])]
        parts = []
        for sibling in heading.next_siblings:
            if getattr(sibling, "name", None) in ends:
                break
            parts.append(sibling.get_text())
        return plain("".join(parts))

    def _file(self, path: str) -> Path:
        file = self.folder / path
        return file if file.suffix == ".html" else file / "index.html"


@cache
def _parsed(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


@cache
def _prose(file: Path) -> str:
    page = copy.copy(_parsed(file))
    for code in page.select("code, pre, script, style"):
        code.decompose()
    for drawing in page.select("figure svg"):
        drawing.replace_with(f" {drawn(drawing)} ")
    return plain(page.get_text())


@cache
def _told(file: Path) -> Tag:
    article = copy.copy(_parsed(file).find("article"))
    for tag in article.select(".quiz, #quiz-results, figure, .headerlink, script"):
        tag.decompose()
    return article


def plain(text: str) -> str:
    """Collapse white space."""
    return " ".join(text.split())


def said(phrase: str, text: str) -> bool:
    """Tell whether a text has a phrase; where a sentence begins does not matter."""
    return phrase.casefold() in text.casefold()


def drawn(drawing: Tag) -> str:
    """Return the labels of a drawing, each on a line of its own."""
    labels = []
    for text in drawing.find_all("text"):
        rows = [row.get_text() for row in text.find_all("tspan", class_="row")]
        labels.append(plain(" ".join(rows or [text.get_text()])))
    return "\n".join(labels)


def title(figure: Tag) -> str:
    """Return a diagram's title."""
    return plain(figure.find(class_="diagram__title").get_text())


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Build the site with an address, as it is published."""
    folder = tmp_path_factory.mktemp("content") / "site"
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env=os.environ | {"SITE_URL": SITE_URL, "REPO_URL": "", "ONLINE": "true", "NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return Site(folder)


def named(row: NamedTuple) -> str:
    """Name a test after the first column of its row."""
    return row[0]


# The notes


@pytest.mark.parametrize("statement", STATEMENTS, ids=named)
def test_a_statement_of_the_notes_is_on_its_page(built: Site, statement: Statement) -> None:
    text = built.lesson(statement.page, statement.section)
    assert [phrase for phrase in statement.phrases if not said(phrase, text)] == [], text


@pytest.mark.parametrize("pipeline", PIPELINES)
def test_a_pipeline_is_told_from_its_sources_to_its_result(built: Site, pipeline: str) -> None:
    page, section, steps = PIPELINES[pipeline]
    text = built.lesson(page, section)
    in_order = ".*?".join(map(re.escape, steps))
    assert re.search(in_order, text, re.IGNORECASE), f"not in this order: {steps}\nin: {text}"


@pytest.mark.parametrize("line", CORRECTED)
def test_a_correction_is_listed_on_the_page_of_corrections(built: Site, line: str) -> None:
    text = built.lesson(CORRECTIONS).replace('"', "")
    assert [phrase for phrase in CORRECTED[line] if not said(phrase, text)] == [], text


@pytest.mark.parametrize("wrong", WRONG)
def test_no_page_repeats_what_the_notes_get_wrong(built: Site, wrong: str) -> None:
    texts = {path: built.prose(path) for path in PAGES if path != CORRECTIONS}  # that one quotes them
    found = [
        f"{path}: …{text[max(0, match.start() - 30) : match.end() + 30]}…"
        for path, text in texts.items()
        for match in re.finditer(WRONG[wrong], text)
    ]
    assert found == []


def test_data_orchestration_is_defined_once_and_everywhere_the_same(built: Site) -> None:
    lesson = built.article(WHAT).find("header").find_next_sibling("p")
    assert plain(lesson.get_text()) == f"Data orchestration is {DEFINITION}"
    term = next(term for term in built.article(GLOSSARY).find_all("dt") if term.get_text() == "Data orchestration")
    assert plain(term.find_next_sibling("dd").get_text()) == DEFINITION[0].upper() + DEFINITION[1:]
    articles = [plain(built.article(path).get_text()) for path in PAGES]
    definition = re.compile(r"[Dd]ata orchestration is ((?:the|an?) [^.]*\.)")
    assert {found for article in articles for found in definition.findall(article)} == {DEFINITION}


# The questions


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.text[:70])
def test_a_question_of_the_notes_has_its_answers_and_the_right_ones(built: Site, question: Question) -> None:
    quizzes = [
        quiz
        for quiz in built.article(question.page).select(".quiz")
        if plain(quiz.find(class_="quiz-question").get_text()) == question.text
    ]
    assert len(quizzes) == 1, f"{question.page} has this question {len(quizzes)} times"
    inputs = quizzes[0].find_all("input")
    labels = {choice["id"]: quizzes[0].find("label", attrs={"for": choice["id"]}) for choice in inputs}
    answers = {plain(labels[choice["id"]].get_text()): choice.has_attr("data-correct") for choice in inputs}
    assert answers == question.answers
    assert len(inputs) == len(question.answers)
    # More than one right answer can only be given with check boxes.
    wanted = "checkbox" if sum(question.answers.values()) > 1 else "radio"
    assert {choice["type"] for choice in inputs} == {wanted}


@pytest.mark.parametrize("path", LESSONS)
def test_every_answer_of_a_lesson_says_why(built: Site, path: str) -> None:
    quizzes = built.article(path).select(".quiz")
    assert quizzes, "the lesson asks nothing"
    for quiz in quizzes:
        answers = quiz.select("fieldset > div")
        assert len(answers) >= 2, quiz.get_text()
        for answer in answers:
            why = answer.find(class_="answer-feedback")
            assert why, f"no reason: {answer.get_text()}"
            assert len(plain(why.get_text())) > 20, f"hardly a reason: {answer.get_text()}"


# The diagrams


@pytest.mark.parametrize("diagram", DIAGRAMS)
def test_a_diagram_that_the_course_needs_is_drawn_with_its_labels(built: Site, diagram: str) -> None:
    path, word, labels = DIAGRAMS[diagram]
    figures = [figure for figure in built.article(path).select("figure.diagram") if said(word, title(figure))]
    assert len(figures) == 1, f"{path} has {len(figures)} diagrams with '{word}' in the title"
    drawings = figures[0].find_all("svg")
    assert drawings
    for drawing in drawings:  # wide and tall
        text = drawn(drawing)
        assert [label for label in labels if not said(label, text)] == [], f"{drawing['id']}:\n{text}"


def test_at_least_eight_different_diagrams_are_drawn(built: Site) -> None:
    figures = [figure for path in PAGES for figure in built.page(path).select("figure.diagram")]
    assert len({title(figure) for figure in figures}) >= 8
    assert [path for path in PAGES if built.page(path).select(".mermaid")] == []


# Every page


def test_the_list_of_pages_is_complete(built: Site) -> None:
    found = {path.relative_to(built.folder).as_posix() for path in built.folder.rglob("*.html")}
    moved = [_address(former) for page in COURSE.pages.values() for former, _ in page.formerly]
    assert {path.removesuffix("index.html").rstrip("/") for path in found} == {*PAGES, *moved}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_a_title_and_a_description_of_its_own(built: Site, path: str) -> None:
    def shared(name: str) -> str:
        found = page.find_all("meta", attrs={"property": name})
        assert len(found) == 1, f"{len(found)} times {name}"
        return found[0]["content"]

    page = built.page(path)
    parts = plain(page.title.get_text()).split(" - ")
    assert all(parts)
    assert len(parts) == len(set(parts)), "it says the same twice"
    assert [other for other in PAGES if built.page(other).title.get_text() == page.title.get_text()] == [path]
    assert len(built.descriptions(path)) == 1
    description = built.descriptions(path)[0]
    assert len(description) > 20
    assert [other for other in PAGES if description in built.descriptions(other)] == [path]
    assert shared("og:title") in page.title.get_text()
    assert shared("og:description") == description


def test_a_page_has_a_preview_image_that_is_in_the_site(built: Site) -> None:
    images = {}
    for path in PAGES:
        found = built.page(path).find_all("meta", attrs={"property": "og:image"})
        assert len(found) == 1, f"{path}: {len(found)} times og:image"
        images[path] = found[0]["content"]
    # Others fetch it, so the address must be whole, and lead to a file.
    assert [path for path, image in images.items() if not image.startswith(SITE_URL)] == []
    files = {image: built.folder / image.removeprefix(SITE_URL) for image in images.values()}
    assert [image for image, file in files.items() if not file.is_file()] == []


@pytest.mark.parametrize("path", LESSONS)
def test_a_lesson_has_minutes_objectives_takeaways_questions_and_further_reading(built: Site, path: str) -> None:
    article = built.article(path)
    header = article.find("header")
    assert header.find("h1").get_text(strip=True)
    assert re.search(r"\b[1-9]\d* minutes\b", plain(header.get_text()))
    assert header.select(".lesson-header__objectives li")
    assert article.find("h2", id="key-takeaways").find_parent(class_="takeaways").select("li")
    check, further = article.find("h2", id="check-yourself"), article.find("h2", id="go-further")
    assert check.find_next(class_="quiz")
    links = [link["href"] for link in further.find_next_sibling("ul").find_all("a")]
    assert links
    assert [link for link in links if not link.startswith("http")] == []


def test_the_landing_page_says_what_for_whom_and_how_long_and_starts_the_course(built: Site) -> None:
    home = built.article("")
    terms = {plain(term.get_text()): plain(term.find_next("dd").get_text()) for term in home.find_all("dt")}
    assert terms.keys() >= {"You will be able to", "For whom", "How long"}
    assert all(terms.values())
    assert re.search(rf"\b{len(LESSONS)} lessons\b", terms["How long"])
    start = home.find("a", string="Start the course")
    assert start["href"].strip("/") == WHAT
    links = {link["href"].strip("/") for link in home.find_all("a")}
    assert links >= set(LESSONS)


def test_every_page_that_names_the_airflow_of_the_examples_names_the_same(built: Site) -> None:
    version = repository.airflow_version(ROOT)
    assert re.fullmatch(r"3\.\d+\.\d+", version)
    for path in ("", "airflow/run-it-yourself", SOURCES):
        assert f"Airflow {version}" in plain(built.article(path).get_text()), path
    named = {path: set(re.findall(r"\b3\.\d+\.\d+\b", built.lesson(path))) - {version} for path in PAGES}
    assert {path: versions for path, versions in named.items() if versions} == {}


def test_a_missing_page_leads_back_to_the_course(built: Site) -> None:
    page = built.article("404.html")
    assert said("does not exist", page.get_text())
    # It is shown at any address, so its links must not depend on where it stands.
    assert SITE_URL in [urljoin(f"{SITE_URL}no/such/page/", link["href"]) for link in page.find_all("a")]


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.path)
def test_the_code_of_a_lesson_is_there_and_not_the_line_that_includes_it(built: Site, lesson: Page) -> None:
    shown = [block.get_text() for block in built.article(_address(lesson.path)).select(".highlight")]
    assert [code for code in shown if "8<" in code.replace(" ", "")] == []
    for include in lesson.includes:
        file, _, section = include.what.partition(":")
        if section == "dag":
            name = file.removesuffix(".py")
            assert any("@dag(\n" in code and f"def {name}():" in code for code in shown), file

"""What Markdown means here, where Python-Markdown's reading would lose what is written."""

from __future__ import annotations

import re
import string
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from mkdocs.config.defaults import MkDocsConfig

from shared import model

from course.markdown import ATTRIBUTES, slug  # isort: skip (shared puts the course on the path)


class CourseMarkdown(Extension):
    """The differences: attribute lists, numbers of lists, backslashes, and terms and cells (see _Finishing)."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Change a reader of Markdown that has the extensions of mkdocs.yml.

        Args:
            md: the reader.
        """
        # Python-Markdown takes any braces at the end of a line for attributes, {{ ds }} too, and their words are lost.
        attributes = md.treeprocessors["attr_list"]
        attributes.HEADER_RE = re.compile(rf"[ ]+{ATTRIBUTES}[ ]*$")
        attributes.BLOCK_RE = re.compile(rf"\n[ ]*{ATTRIBUTES}[ ]*$")
        attributes.INLINE_RE = re.compile(rf"^{ATTRIBUTES}")
        # A list begins with the number that it is given.
        md.parser.blockprocessors["olist"].LAZY_OL = False
        # A backslash frees every sign, and breaks a line at its end.
        md.ESCAPED_CHARS = list(string.punctuation)
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 185)
        # Above the inline patterns, whose work it looks at, and below toc.
        md.treeprocessors.register(_Finishing(md), "course_finishing", 6)


# What each part of a table is. A phone shows a row as a card, and with that a browser forgets it.
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "th": "columnheader", "td": "cell"}


class _Finishing(Treeprocessor):
    """Gives each term of a definition list an id, each cell the name of its column, and a picture with a title a
    caption and a button; takes the backslash from a ``|`` in a cell's code.
    """

    def run(self, root: Element) -> None:
        """Change the elements of a page.

        Args:
            root: the page's elements.
        """
        taken: set[str] = set()
        for term in root.iter("dt"):
            # As course/read.py makes it.
            term.set("id", slug(model.TERM_ID + "".join(term.itertext()), taken))
        for cell in (*root.iter("td"), *root.iter("th")):
            for code in cell.iter("code"):
                if code.text and "\\|" in code.text:
                    code.text = AtomicString(code.text.replace("\\|", "|"))
        for table in root.iter("table"):
            _label_cells(table)
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == "p" and len(child) and all(one.tag == "img" and one.get("title") for one in child):
                    _make_figure(child)


def _label_cells(table: Element) -> None:
    """Say in each cell what its column is called, because on a phone the row of headings is not seen."""
    names = ["".join(heading.itertext()).strip() for heading in table.iter("th")]
    for part in table.iter():
        if part.tag in ROLES:
            part.set("role", ROLES[part.tag])
    for row in table.iter("tr") if len(names) > 2 else ():  # two columns explain themselves
        for name, cell in zip(names, row.findall("td"), strict=False):
            cell.set("data-label", name)


def _make_figure(paragraph: Element) -> None:
    """Make a figure of a paragraph that holds a picture in light and in dark: its title becomes the caption."""
    pictures = list(paragraph)
    caption = pictures[0].get("title", "")
    paragraph.clear()
    paragraph.tag = "figure"
    paragraph.set("class", "picture")
    button = SubElement(paragraph, "button", {"type": "button", "class": "picture__button", "aria-haspopup": "dialog"})
    for picture in pictures:
        picture.tail = None
        del picture.attrib["title"]
        detail = picture.attrib.pop("detail", "")
        if detail:
            picture.set("style", f"object-position: {detail}")
        button.append(picture)
    hint = SubElement(button, "span", {"class": "picture__hint"})
    hint.text = AtomicString("Enlarge")
    words = SubElement(paragraph, "figcaption", {"class": "picture__title"})
    words.text = caption


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the extension behind those of mkdocs.yml.

    Args:
        config: the site's configuration.

    Returns:
        The configuration.
    """
    config.markdown_extensions.append(CourseMarkdown())
    return config

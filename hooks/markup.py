"""What Markdown means here: braces are an attribute list only if they can't be anything else, and a term has an
address.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from mkdocs.config.defaults import MkDocsConfig

from shared import model

from course.markdown import slug  # isort: skip (shared puts the course on the path)

# What a picture, a link or a block may be given, see https://python-markdown.github.io/extensions/attr_list/
KEYS = "id|class|width|height|loading|decoding|title|lang|dir|hidden|start|rel|target"
ITEM = rf"""(?:[.#][\w:-]+|(?:{KEYS})=(?:"[^"\n}}]*"|'[^'\n}}]*'|[^\s"'}}=]+))"""
ATTRIBUTES = rf"\{{:?[ ]*({ITEM}(?:[ ]+{ITEM})*[ ]*)\}}"


class StrictAttributes(Extension):
    """Python-Markdown's attribute lists take any braces at the end of a line, ``{{ ds }}`` too, and their words are
    lost.
    """

    def extendMarkdown(self, md: Markdown) -> None:
        """Replace the patterns of attr_list, which is loaded before, by strict ones.

        Args:
            md: the reader of Markdown.
        """
        attributes = md.treeprocessors["attr_list"]
        attributes.HEADER_RE = re.compile(rf"[ ]+{ATTRIBUTES}[ ]*$")
        attributes.BLOCK_RE = re.compile(rf"\n[ ]*{ATTRIBUTES}[ ]*$")
        attributes.INLINE_RE = re.compile(rf"^{ATTRIBUTES}")


class TermIds(Treeprocessor):
    """Gives each term of a definition list an id, which links and search results lead to."""

    def run(self, root: Element) -> None:
        """Set the ids, as course/read.py makes them.

        Args:
            root: the page's elements.
        """
        taken: set[str] = set()
        for term in root.iter("dt"):
            term.set("id", slug(model.TERM_ID + "".join(term.itertext()), taken))


class Terms(Extension):
    """Adds TermIds."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processor where the words of a term are known: below inline patterns.

        Args:
            md: the reader of Markdown.
        """
        md.treeprocessors.register(TermIds(md), "term_ids", 6)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the extensions behind those of mkdocs.yml.

    Args:
        config: the site's configuration.

    Returns:
        The configuration.
    """
    config.markdown_extensions += [StrictAttributes(), Terms()]
    return config

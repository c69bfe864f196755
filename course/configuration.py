"""What the course needs of mkdocs.yml: the navigation, and the names of what is switched on, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from course.model import Course, Entry

YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def compose(written: str) -> yaml.Node | None:
    """Read YAML into nodes with lines; the slow loader explains a mistake better than the quick one."""
    try:
        return yaml.compose(written, Loader=YAML)
    except yaml.YAMLError:
        return yaml.compose(written, Loader=yaml.SafeLoader)


def configure(course: Course, file: Path) -> None:
    """Read the navigation, and what else the course needs of the settings."""
    node = compose(file.read_text(encoding="utf-8")) if file.is_file() else None
    for key, value in node.value if isinstance(node, yaml.MappingNode) else []:
        if key.value == "nav":
            course.navigation = list(_entries(value, ""))
        elif key.value == "not_in_nav" and isinstance(value, yaml.ScalarNode):
            course.left_out = set(value.value.split())
        elif key.value in ("plugins", "markdown_extensions", "hooks"):
            named = course.settings.setdefault(key.value, {"": key.start_mark.line + 1})
            for name, options in _named(value):
                named[name.value] = name.start_mark.line + 1
                if name.value == "pymdownx.snippets":
                    course.include_folders = [str(folder.value) for folder in _option(options, "base_path")]
                elif name.value == "pymdownx.superfences":
                    fences = {"": name.start_mark.line + 1}
                    for fence in _option(options, "custom_fences"):
                        pairs = fence.value if isinstance(fence, yaml.MappingNode) else []
                        fences |= {of.value: of.start_mark.line + 1 for what, of in pairs if what.value == "name"}
                    course.settings["custom_fences"] = fences


def _named(node: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.Node | None]]:
    """Yield the names of a list such as plugins, or of a mapping, each with its options."""
    for item in node.value if isinstance(node, yaml.SequenceNode) else [node]:
        if isinstance(item, yaml.MappingNode):
            yield from item.value
        elif isinstance(item, yaml.ScalarNode):
            yield item, None


def _option(options: yaml.Node | None, name: str) -> list[yaml.Node]:
    """Return the items of an option that is a list."""
    found = (
        [value for key, value in options.value if key.value == name] if isinstance(options, yaml.MappingNode) else []
    )
    return [item for value in found if isinstance(value, yaml.SequenceNode) for item in value.value]


def _entries(node: yaml.Node, module: str) -> Iterator[Entry]:
    """Yield the pages of a part of nav. Addresses of other sites are left out."""
    if isinstance(node, yaml.ScalarNode):
        if node.value and not node.value.startswith(("https://", "http://")):
            yield Entry(node.value, module, node.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _entries(item, module)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            # A section's pages belong to it; a page with a title of its own stays where it is.
            yield from _entries(value, key.value if isinstance(value, yaml.SequenceNode) else module)

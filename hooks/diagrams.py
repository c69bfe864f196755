"""Turn Mermaid diagrams into accessible inline SVG while the site is built.

mermaid2's superfence leaves each diagram as ``<div class="mermaid">``. This hook renders it with
merman, a Rust implementation of Mermaid, and takes the colors out: the site's stylesheet gives
them (assets/stylesheets/diagrams.css), so that a diagram follows the palette. A diagram that is
too wide for a phone is drawn twice, wide and tall, and the stylesheet shows the one that fits.
Diagrams other than flowcharts keep Mermaid's colors: they are drawn once for each palette.

Where merman has no wheel, the element is left to mermaid2, which draws it in the browser.
"""

from __future__ import annotations

import hashlib
import html
import json
import logging
import math
import os
import re
from pathlib import Path
from textwrap import dedent

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mistakes import fail

try:
    import merman
except ImportError:  # no wheel for this platform: Linux on Arm, Intel Mac
    merman = None

log = logging.getLogger("mkdocs.hooks.diagrams")

DIAGRAM = re.compile(r'<div\s+class="mermaid">(?P<source>.*?)\n</div>', re.DOTALL)
FENCE = re.compile(
    r"^[ \t>]*(?P<ticks>`{3,}|~{3,})[ \t]*\{?[ \t]*\.?mermaid[^\n]*\n(?P<body>.*?)^[ \t>]*(?P=ticks)[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
HEADER = re.compile(r"^(?P<kind>[ \t]*(?:flowchart(?:-elk)?|graph))\b[ \t]*(?:(?:LR|RL|TB|TD|BT)\b)?", re.MULTILINE)
DIRECTION = re.compile(r"^([ \t]*direction[ \t]+)(?:LR|RL)\b", re.MULTILINE)
LINE_BREAK = re.compile(r"<br\s*/?>")
OWN_COLORS = re.compile(r"^\s*(classDef|style|linkStyle)\b", re.MULTILINE)

# What a node may be, after ':::'; diagrams.css has the colors.
STYLES = {"data", "outside", "titled"}

# Text is measured at 16 px and drawn at 14 px (diagrams.css), which leaves room for a reader's
# font that is wider than the Arial that merman measures with.
MEASURED, DRAWN = 16, 14
# Widest drawings, in pixels of 14 px text, that still show 12 px text: in the 356 px that a phone
# of 390 px leaves for a picture, and in the 660 px from which diagrams.css shows the wide drawing.
TALL, WIDE = 356 * DRAWN // 12, 660 * DRAWN // 12
# Widths at which labels wrap, in pixels of 16 px text, best first.
WRAPS = (200, 150, 125, 105, 88)


class DiagramError(Exception):
    """A diagram that can't be drawn: what is wrong, how to mend it, and its line (from 1)."""

    def __init__(self, problem: str, remedy: str, line: int = 1) -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.line = problem, remedy, line


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Settle, once a build, who draws the diagrams.

    Args:
        config: the site's configuration.

    Returns:
        The configuration; without merman it has no instant navigation, because mermaid2 draws
        nothing after an in-site click.

    Raises:
        PluginError: merman is missing where ``CI`` is set, so the site would be published with
            diagrams that need a script from elsewhere.
    """
    if merman is not None:
        return config
    if os.environ.get("CI", "").lower() in ("1", "true"):
        raise PluginError(
            "merman is not installed, and with CI set no diagram may be left to the browser\n"
            "  To mend it: install requirements.txt on Linux x86-64, Apple silicon or Windows x86-64"
        )
    log.info("merman is not installed: mermaid2 draws the diagrams in the browser, from a CDN")
    features = config.theme["features"]
    config.theme["features"] = [name for name in features if not name.startswith("navigation.instant")]
    # mermaid2 asks the CDN for its script; being offline is no mistake in the docs, so no warning.
    logging.getLogger("mkdocs.plugins.mermaid2.util").addFilter(_warning_to_info)
    return config


def on_page_content(content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Replace each diagram of a page by its drawings, its title and the same in words.

    Args:
        content: the page's HTML, with mermaid2's elements.
        page: the page.
        config: the site's configuration; drawings are cached in .cache/diagrams beside it.
        files: not used.

    Returns:
        The HTML with a ``<figure class="diagram">`` for each diagram, or as it was without merman.

    Raises:
        PluginError: a diagram has a mistake; the message has file and line.
    """
    if merman is None:
        return content
    cache = Path(config.config_file_path).parent / ".cache" / "diagrams"
    seen: dict[str, int] = {}

    def replace(match: re.Match[str]) -> str:
        source = dedent(match["source"]).strip("\n")
        try:
            figure, name = _cached_figure(source, cache)
        except DiagramError as error:
            line = _fence_line(page.file, source) + error.line
            fail(config, page.file, line, error.problem, error.remedy)
        seen[name] = seen.get(name, 0) + 1
        # The same diagram twice on a page still needs ids of its own.
        return figure.replace(name, f"{name}-{seen[name]}") if seen[name] > 1 else figure

    return DIAGRAM.sub(replace, content)


def draw(source: str) -> str:
    """Draw a diagram.

    Args:
        source: Mermaid text, with ``accTitle`` and ``accDescr``.

    Returns:
        A ``<figure>`` whose ids all begin with ``diagram-`` and a hash of the source.

    Raises:
        DiagramError: the text has a syntax error, no title or description, or colors of its own.
    """
    engine = merman.Merman()
    _check(engine, source)
    name = _name(source)
    if HEADER.search(source):
        layouts = _layouts(engine, source)
        drawings = [_flowchart(engine, text, wrap, f"{name}-{kind}", kind) for kind, text, wrap in layouts]
        words = "<ul>" + "".join(f"<li>{sentence}</li>" for sentence in _sentences(engine, source)) + "</ul>"
    else:
        drawings = [_themed(engine, source, f"{name}-{palette}", palette) for palette in ("light", "dark")]
        words = ""
    title, described = _accessible(source, "accTitle"), _accessible(source, "accDescr")
    return (
        f'<figure class="diagram" id="{name}" data-search-exclude>'
        f'<div class="diagram__picture">{"".join(drawings)}</div>'
        f'<figcaption><span class="diagram__title">{title}</span>'
        f'<button type="button" class="diagram__enlarge" aria-haspopup="dialog">'
        f'Enlarge<span class="diagram__of"> the diagram: {title}</span></button>'
        f'<details class="diagram__words"><summary>The diagram in words</summary>'
        f"<p>{described}</p>{words}</details></figcaption></figure>"
    )


def _warning_to_info(record: logging.LogRecord) -> bool:
    record.levelno, record.levelname = logging.INFO, "INFO"
    return True


def _name(source: str) -> str:
    return "diagram-" + hashlib.sha256(source.encode()).hexdigest()[:8]


def _cached_figure(source: str, cache: Path) -> tuple[str, str]:
    """Draw a diagram, or take it from the cache; return the figure and the prefix of its ids."""
    renderer = Path(__file__).read_bytes() + merman.Merman().package_version().encode()
    path = cache / (hashlib.sha256(renderer + source.encode()).hexdigest() + ".html")
    if path.exists():
        return path.read_text(encoding="utf-8"), _name(source)
    figure = draw(source)
    cache.mkdir(parents=True, exist_ok=True)
    # Written aside and renamed: two builds at once never read half a figure.
    aside = path.with_suffix(f".{os.getpid()}")
    aside.write_text(figure, encoding="utf-8")
    aside.replace(path)
    return figure, _name(source)


def _fence_line(file: File, source: str) -> int:
    """Return the line of the fence that opens a diagram, so that its own lines count from there."""
    wanted = [line.strip() for line in source.strip().splitlines()]
    text = file.content_string
    for fence in FENCE.finditer(text):
        if [line.lstrip(" \t>").rstrip() for line in fence["body"].strip().splitlines()] == wanted:
            return text.count("\n", 0, fence.start()) + 1
    return 0  # the diagram comes from an included file


def _check(engine: merman.Merman, source: str) -> None:
    if not source.strip():
        raise DiagramError("the diagram is empty", "write a Mermaid diagram in the fence, or remove the fence")
    for found in json.loads(engine.analyze_json(source, None))["diagnostics"]:
        if found["severity"] == "error":
            line = (found.get("span") or {}).get("line", 1)
            remedy = "see the syntax at https://mermaid.js.org/, and keep labels in double quotes"
            raise DiagramError(f"the diagram has an error: {found['message']}", remedy, line)
    for key, what in (("accTitle", "a short title"), ("accDescr", "one or two sentences on what the picture shows")):
        if not _accessible(source, key):
            remedy = f"add a line '{key}: …' under the first line, with {what}, for readers who can't see it"
            raise DiagramError(f"the diagram has no {key}", remedy)
    if not HEADER.search(source):
        return
    if own := OWN_COLORS.search(source):
        line = source.count("\n", 0, own.start(1)) + 1
        remedy = "remove it; ':::outside' and ':::data' after a node choose the site's own styles"
        raise DiagramError(f"'{own[1]}' sets colors that can't follow the palette", remedy, line)
    for node in json.loads(engine.parse_json(source, None))["nodes"]:
        if unknown := set(node["classes"]) - STYLES:
            name = unknown.pop()
            line = next((n for n, text in enumerate(source.splitlines(), 1) if f":::{name}" in text), 1)
            remedy = "write " + " or ".join(f"':::{style}'" for style in sorted(STYLES)) + ", or nothing"
            raise DiagramError(f"there is no style ':::{name}'", remedy, line)


def _layouts(engine: merman.Merman, source: str) -> list[tuple[str, str, int]]:
    """Choose how to lay a diagram out: (kind, source, width at which labels wrap)."""
    downward = DIRECTION.sub(r"\1TB", HEADER.sub(r"\g<kind> TB", source, count=1))
    as_written = {wrap: _width(engine, source, wrap) for wrap in WRAPS}
    if as_written[WRAPS[0]] <= TALL:
        return [("only", source, WRAPS[0])]
    narrow = {(text, wrap): _width(engine, text, wrap) for text in (downward, source) for wrap in WRAPS}
    tall = next((key for key, width in narrow.items() if width <= TALL), min(narrow, key=narrow.get))
    wide = next((wrap for wrap, width in as_written.items() if width <= WIDE), None)
    if wide is None:
        return [("only", *tall)]
    return [("wide", source, wide), ("tall", *tall)]


def _width(engine: merman.Merman, source: str, wrap: int) -> float:
    """Measure a drawing; infinite where wrapping would break a word in two."""
    svg = _render(engine, source, wrap, "measure")
    rows = re.findall(r'<tspan class="row .*?</tspan></tspan>', svg, re.DOTALL)
    drawn = {word for row in rows for word in html.unescape(re.sub(r"<[^>]+>", "", row)).split()}
    graph = json.loads(engine.parse_json(source, None))
    labels = [node["label"] or "" for node in graph["nodes"]] + [edge["label"] or "" for edge in graph["edges"]]
    words = {word for label in labels for word in html.unescape(LINE_BREAK.sub(" ", label)).split()}
    return float(_view_box(svg)[2]) if words <= drawn else math.inf


def _view_box(svg: str) -> list[str]:
    """Return x, y, width and height of a drawing, as they stand in it."""
    return re.search(r'viewBox="([^"]+)"', svg)[1].split()


def _render(engine: merman.Merman, source: str, wrap: int, identifier: str, theme: str = "base") -> str:
    flowchart = {
        "htmlLabels": False,
        "wrappingWidth": wrap,
        "minNodeWidth": 0,
        "padding": 10,
        "nodeSpacing": 22,
        "rankSpacing": 22,
    }
    site = {
        "theme": theme,
        "look": "classic",
        "htmlLabels": False,
        "flowchart": flowchart,
        "themeVariables": {"fontFamily": "arial", "fontSize": f"{MEASURED}px"},
    }
    return engine.render_svg(source, json.dumps({"svg": {"diagram_id": identifier}, "site_config": site}))


def _flowchart(engine: merman.Merman, source: str, wrap: int, identifier: str, kind: str) -> str:
    """Render a flowchart, and leave its colors to diagrams.css."""
    svg = _render(engine, source, wrap, identifier)
    svg = re.sub(
        r"<style>.*?</style>|<defs>\s*<filter.*?</defs>|<linearGradient.*?</linearGradient>", "", svg, flags=re.S
    )
    used = set(re.findall(r"url\(#([^)]+)\)", svg))
    svg = re.sub(r'<marker id="([^"]+)".*?</marker>', lambda m: m[0] if m[1] in used else "", svg, flags=re.S)
    # Above the edges, so that an edge does not strike a group's title through.
    title = re.compile(r'<g class="cluster-label".*?</text></g></g>', re.DOTALL)
    titles = "".join(title.findall(svg))
    svg = title.sub("", svg).replace('<g class="edgeLabels">', titles + '<g class="edgeLabels">', 1)
    titled = r'<g class="node[^"]* titled".*?</text>'
    svg = re.sub(titled, lambda node: _mark_title(engine, source, node[0]), svg, flags=re.S)
    svg = re.sub(r"<[^>]+>", lambda tag: _slim(tag[0]), svg)
    return _named(svg, source, identifier, f"diagram__drawing diagram__drawing--{kind}")


def _themed(engine: merman.Merman, source: str, identifier: str, palette: str) -> str:
    """Render a diagram of another kind, in Mermaid's own colors for a palette."""
    svg = _render(engine, source, WRAPS[0], identifier, {"light": "default", "dark": "dark"}[palette])
    return _named(svg, source, identifier, f"diagram__themed diagram__themed--{palette}")


def _named(svg: str, source: str, identifier: str, classes: str) -> str:
    """Give a drawing its size, and a name and description for screen readers."""
    box = _view_box(svg)
    width, height = round(float(box[2])), round(float(box[3]))
    root = (
        f'<svg class="{classes}" id="{identifier}" role="img"'
        f' aria-labelledby="{identifier}-title" aria-describedby="{identifier}-desc"'
        f' viewBox="{" ".join(box)}" width="{width}" height="{height}" style="--width: {width}px">'
        f'<title id="{identifier}-title">{_accessible(source, "accTitle")}</title>'
        f'<desc id="{identifier}-desc">{_accessible(source, "accDescr")}</desc>'
    )
    svg = re.sub(r"<(title|desc)\b.*?</\1>", "", svg, flags=re.DOTALL)
    return re.sub(r"^<svg[^>]*>", lambda _: root, svg)


def _slim(tag: str) -> str:
    """Take out of a tag what only a script or merman's own stylesheet would use."""
    tag = re.sub(r' (?:data-[\w-]+="[^"]*"|style="[;\s]*")', "", tag)
    if not tag.startswith(("<svg", "<marker")):
        tag = re.sub(r' id="[^"]*"', "", tag)
    # A label's block was centered for text of MEASURED px.
    tag = re.sub(
        r'(<g class="label"[^>]*translate\([^,]+,)(-?[\d.]+)\)',
        lambda m: f"{m[1]}{float(m[2]) * DRAWN / MEASURED})",
        tag,
    )
    return re.sub(r"-?\d+\.\d{2,}", lambda m: f"{float(m[0]):.1f}", tag)


def _mark_title(engine: merman.Merman, source: str, node: str) -> str:
    """Mark the rows of a ':::titled' node that its label's first line was wrapped to."""
    identifier = re.search(r'id="[^"]*-flowchart-([^"]+)-\d+"', node)[1]
    labels = {node["id"]: node["label"] for node in json.loads(engine.parse_json(source, None))["nodes"]}
    left = len(LINE_BREAK.split(labels[identifier])[0].replace(" ", ""))

    def mark(row: re.Match[str]) -> str:
        nonlocal left
        begins, left = left > 0, left - len(html.unescape(re.sub(r"<[^>]+>|\s", "", row[0])))
        return row[0].replace('class="row ', 'class="row diagram__row-title ') if begins else row[0]

    return re.sub(r'<tspan class="row .*?</tspan></tspan>', mark, node, flags=re.DOTALL)


def _accessible(source: str, key: str) -> str:
    """Return a diagram's accTitle or accDescr, escaped for HTML; empty if it has none."""
    found = re.search(rf"^[ \t]*{key}[ \t]*(?::(?P<line>[^\n]*)|\{{(?P<lines>[^}}]*)\}})", source, re.MULTILINE)
    return _plain(found["line"] or found["lines"] or "") if found else ""


def _sentences(engine: merman.Merman, source: str) -> list[str]:
    """Say a diagram's groups and edges in words."""
    graph = json.loads(engine.parse_json(source, None))
    labels = {node["id"]: _plain(node["label"] or node["id"]) for node in graph["nodes"]}
    labels |= {group["id"]: _plain(group["title"] or group["id"]) for group in graph["subgraphs"]}
    sentences = []
    for group in reversed(graph["subgraphs"]):
        members = [labels[node["id"]] for node in graph["nodes"] if node["id"] in group["nodes"]]
        if members:
            sentences.append(f"<strong>{labels[group['id']]}</strong> holds: {', '.join(members)}.")
    ends: dict[tuple[str, str], list[str]] = {}
    for edge in graph["edges"]:
        if edge["stroke"] != "invisible":
            verb = "leads to"
            if edge["type"] == "arrow_open":
                verb = "is linked with"
            elif edge["type"].startswith("double_"):
                verb = "goes to and fro with"
            label = f" ({_plain(edge['label'])})" if edge["label"] else ""
            ends.setdefault((labels[edge["from"]], verb), []).append(labels[edge["to"]] + label)
    return sentences + [f"<strong>{start}</strong> {verb}: {', '.join(end)}." for (start, verb), end in ends.items()]


def _plain(label: str) -> str:
    # merman escapes some characters of a label, and leaves others.
    return html.escape(html.unescape(" ".join(LINE_BREAK.sub(" ", label).split())), quote=False)

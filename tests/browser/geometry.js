// Measures a drawing: lines through words, nodes or other lines, labels near their borders, titles beyond their frames.
(svg) => {
  const inverse = svg.getScreenCTM().inverse();
  const faults = new Set();
  const boxOf = (element) => {
    const seen = element.getBoundingClientRect();
    const first = new DOMPoint(seen.left, seen.top).matrixTransform(inverse);
    const last = new DOMPoint(seen.right, seen.bottom).matrixTransform(inverse);
    return { left: first.x, top: first.y, right: last.x, bottom: last.y };
  };
  const rows = Array.from(svg.querySelectorAll("text tspan.row"), (row) => ({
    text: row.closest("text"),
    words: row.textContent,
    ...boxOf(row),
  }));
  const lines = Array.from(svg.querySelectorAll("path:is(.flowchart-link, .lifeline, .grid, .frame-line)"), (path) => {
    const points = [];
    for (let at = 0; at <= path.getTotalLength(); at += 1.5) points.push(path.getPointAtLength(at));
    return { path, points, link: path.classList.contains("flowchart-link") };
  });
  const links = lines.filter((line) => line.link);
  const nodes = Array.from(svg.querySelectorAll(".node"), (node) => ({
    node,
    shape: node.querySelector("rect, path:not(.lines)"),
    ...boxOf(node),
  }));

  for (const { path, points } of lines)
    for (const row of rows)
      if (points.some((p) => p.x > row.left + 1 && p.x < row.right - 1 && p.y > row.top + 2 && p.y < row.bottom - 2))
        faults.add(`a line (${path.getAttribute("class")}) runs through "${row.words}"`);

  for (const { node, shape } of nodes) {
    if (!shape) continue; // words without a border
    for (const row of rows.filter((row) => node.contains(row.text))) {
      const around = [row.left - 6, row.right + 6].flatMap((x) =>
        // Letters leave the upper and lower 3 px of their row free.
        [row.top - 3, (row.top + row.bottom) / 2, row.bottom + 3].map((y) => new DOMPoint(x, y)),
      );
      if (!around.every((point) => shape.isPointInFill(point))) faults.add(`"${row.words}" is too near its border`);
    }
    const box = boxOf(shape);
    for (const { points } of links) {
      const inside = points.filter(
        (p) => p.x > box.left + 3 && p.x < box.right - 3 && p.y > box.top + 3 && p.y < box.bottom - 3,
      );
      if (inside.filter((p) => shape.isPointInFill(p)).length > 3) faults.add(`a line runs through "${node.textContent}"`);
    }
  }

  const frames = Array.from(svg.querySelectorAll(".cluster rect"), boxOf);
  for (const row of rows.filter((row) => row.text.closest(".cluster-label")))
    if (
      !frames.some(
        (frame) =>
          row.left >= frame.left + 6 && row.right <= frame.right - 6 && row.top >= frame.top && row.bottom <= frame.bottom,
      )
    )
      faults.add(`the title "${row.words}" is wider than its frame`);

  for (const { path } of links)
    if (path.getAttribute("marker-end") && path.getTotalLength() < 8) faults.add("a line is too short for its head");

  nodes.forEach((one, at) => {
    for (const other of nodes.slice(at + 1))
      if (one.left < other.right - 1 && other.left < one.right - 1 && one.top < other.bottom - 1 && other.top < one.bottom - 1)
        faults.add(`"${one.node.textContent}" lies over "${other.node.textContent}"`);
  });

  const turn = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
  const cross = (a, b, c, d) => turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
  let crossings = 0;
  links.forEach(({ points: one }, at) => {
    for (const { points: other } of links.slice(at + 1)) {
      if (one.some((a, i) => i && other.some((b, j) => j && cross(one[i - 1], a, other[j - 1], b)))) crossings += 1;
      const near = one.filter((a) => other.some((b) => Math.hypot(a.x - b.x, a.y - b.y) < 3));
      if (near.length > 12) faults.add("two lines run over each other");
    }
  });

  const parts = Array.from(svg.querySelectorAll("rect, .flowchart-link, .lifeline, .node path, text"), boxOf);
  const { width, height } = svg.viewBox.baseVal;
  const margins = [
    Math.min(...parts.map((part) => part.left)),
    Math.min(...parts.map((part) => part.top)),
    width - Math.max(...parts.map((part) => part.right)),
    height - Math.max(...parts.map((part) => part.bottom)),
  ];
  return { faults: Array.from(faults), crossings, margins: margins.map(Math.round), pixels: svg.getBoundingClientRect().height };
}

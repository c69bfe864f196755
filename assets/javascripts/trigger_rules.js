// The trigger-rule lab. It knows no rule: what becomes of a task is looked up in what Airflow answered (labs/trigger_rules/).
// The page loads this file again at each in-site click that opens it.

(function () {
  var LETTERS = { r: "run", s: "skipped", u: "upstream_failed" };
  var MUST = { run: "run", skipped: "be skipped", upstream_failed: "become upstream_failed" };
  var DOES = { run: "runs", skipped: "is skipped", upstream_failed: "becomes upstream_failed" };

  document.querySelectorAll('.lab[data-lab="trigger_rules"]').forEach(function (lab) {
    var tool = lab.querySelector(".lab__tool");
    if (tool.hidden) begin(lab, tool, JSON.parse(lab.dataset.says));
  });

  function begin(lab, tool, data) {
    var states = data.answers.states;
    var order = endings(states);
    var before = Array.from(tool.elements.before);
    var kept = null; // how many tasks there were before a branch was chosen, and how they ended
    var levels = courseLab(lab, data.levels, choose);

    function answer(rule, ended) {
      var sorted = ended.slice().sort(function (a, b) { return states.indexOf(a) - states.indexOf(b); });
      return LETTERS[data.answers.rules[rule][order[sorted.join()]]];
    }

    // A branch before the tasks decides which of them can end in any way. Without it, they are as they were before.
    function follow() {
      var branch = data.branches[tool.elements.branch.value];
      var level = levels.level();
      if (branch && !kept) kept = [tool.elements.count.value].concat(before.map(function (select) { return select.value; }));
      if (!branch && kept) {
        tool.elements.count.value = kept[0];
        before.forEach(function (select, place) { select.value = kept[place + 1]; });
        kept = null;
      }
      if (branch) tool.elements.count.value = branch.before.length;
      tool.elements.count.disabled = !!level || !!branch;
      before.forEach(function (select, place) {
        var can = branch ? branch.before[place] : "free";
        if (can && can !== "free") select.value = can;
        else if (branch && ["skipped", "upstream_failed"].includes(select.value)) select.value = "success";
        select.disabled = can !== "free" || !!level && level.change === "rule";
      });
    }

    function show() {
      follow();
      var ended = before.slice(0, Number(tool.elements.count.value)).map(function (select) { return select.value; });
      var rule = tool.elements.rule.value;
      var what = answer(rule, ended);
      before.forEach(function (select, place) {
        select.closest("label").hidden = place >= ended.length;
        select.closest("label").dataset.state = select.value;
      });
      tool.querySelector(".lab__rule").textContent = "It runs when, of the tasks before, " + data.rules[rule] + ".";
      tool.querySelector(".lab__after").dataset.state = what;
      judge(levels.level(), data.says[what], rule, ended, what);
    }

    function judge(level, said, rule, ended, what) {
      if (!level) return levels.tell(said);
      if (!level.cases) return levels.tell(said, what === level.must && (!level.failed || ended.includes("failed")));
      var lines = cases(level, rule);
      var list = tool.querySelector(".lab__cases");
      list.replaceChildren.apply(list, lines.map(function (line) {
        var item = document.createElement("li");
        item.className = line.met ? "lab__case lab__case--met" : "lab__case";
        item.textContent = (line.met ? "✓ " : "✗ ") + line.text;
        return item;
      }));
      var right = lines.filter(isMet).length;
      if (right < lines.length) return levels.tell(said, false, right + " of " + lines.length + " cases are right.");
      var others = Object.keys(data.rules).filter(function (other) { return other !== rule && cases(level, other).every(isMet); });
      levels.tell(said, true, others.length ? others.join(" and ") + " would reach it too." : "");
    }

    function isMet(line) { return line.met; }

    function cases(level, rule) {
      var lines = level.cases.map(function (one) {
        var comes = answer(rule, one.before);
        return { text: one.before.join(", ") + ": must " + MUST[one.must] + ", and " + DOES[comes], met: comes === one.must };
      });
      if (level.waits) {
        var early = data.answers["run before the others have ended"].includes(rule);
        lines.push({ text: "Must wait until all have ended, and " + (early ? "does not" : "does"), met: !early });
      }
      return lines;
    }

    function choose(level) {
      kept = null;
      tool.querySelector(".lab__cases").hidden = !(level && level.cases);
      if (level) {
        var start = level.before || level.cases[0].before;
        tool.elements.count.value = start.length;
        start.forEach(function (state, place) { before[place].value = state; });
        tool.elements.rule.value = level.rule;
      }
      tool.elements.rule.disabled = !!level && level.change === "before";
      tool.elements.branch.value = level && level.branch ? data.branches.findIndex(function (one) { return one.says === level.branch; }) : "";
      tool.elements.branch.disabled = !!level;
      show();
    }

    tool.addEventListener("change", function (event) {
      if (event.target !== tool.elements.level) show();
    });
    levels.begin("");
  }

  // Returns the place of each way in which one to four tasks can have ended, as labs/trigger_rules/ask.py orders them.
  function endings(states) {
    var places = {};
    var count = 0;
    function add(ended, first, left) {
      if (!left) places[ended.join()] = count++;
      else for (var next = first; next < states.length; next++) add(ended.concat(states[next]), next, left - 1);
    }
    for (var many = 1; many <= 4; many++) add([], 0, many);
    return places;
  }
})();

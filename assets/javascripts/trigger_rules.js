// The trigger-rule lab. It knows no rule: what becomes of a task is looked up in what Airflow answered (labs/trigger_rules/).
// The page loads this file again at each in-site click that opens it.

(function () {
  var KEY = "course_lab_" + __md_scope.pathname + "trigger_rules"; // in localStorage: the levels that were reached
  var LETTERS = { r: "run", s: "skipped", u: "upstream_failed" };

  document.querySelectorAll('.lab[data-lab="trigger_rules"]').forEach(function (lab) {
    var tool = lab.querySelector(".lab__tool");
    if (tool.hidden) begin(lab, tool, JSON.parse(lab.dataset.says));
  });

  function begin(lab, tool, data) {
    var states = data.answers.states;
    var order = endings(states);
    var before = Array.from(tool.elements.before);
    var solved = load();
    var level = null;

    function answer(rule, ended) {
      var sorted = ended.slice().sort(function (a, b) { return states.indexOf(a) - states.indexOf(b); });
      return LETTERS[data.answers.rules[rule][order[sorted.join()]]];
    }

    function chosen() {
      return before.slice(0, Number(tool.elements.count.value)).map(function (select) { return select.value; });
    }

    function show() {
      var ended = chosen();
      var rule = tool.elements.rule.value;
      var what = answer(rule, ended);
      before.forEach(function (select, place) {
        select.closest("label").hidden = place >= ended.length;
        select.closest("label").dataset.state = select.value;
      });
      tool.querySelector(".lab__rule").textContent = "It runs when, of the tasks before, " + data.rules[rule] + ".";
      tool.querySelector(".lab__behind").dataset.state = what;
      var said = data.says[what];
      if (level) said += judge(rule, ended, what);
      say(".lab__answer", said);
    }

    // Returns what to say of a level that has just been reached; nothing before.
    function judge(rule, ended, what) {
      var met;
      if (level.cases) {
        var lines = level.cases.map(function (one) {
          var comes = answer(rule, one.before);
          return { text: one.before.join(", ") + ": must " + verb(one.must) + ", and " + does(comes), met: comes === one.must };
        });
        if (level.waits) {
          var early = data.answers["run before the others have ended"].includes(rule);
          lines.push({ text: "Must wait until all have ended, and " + (early ? "does not" : "does"), met: !early });
        }
        var list = tool.querySelector(".lab__cases");
        list.replaceChildren.apply(list, lines.map(function (line) {
          var item = document.createElement("li");
          item.className = line.met ? "lab__case lab__case--met" : "lab__case";
          item.textContent = (line.met ? "✓ " : "✗ ") + line.text;
          return item;
        }));
        met = lines.every(function (line) { return line.met; });
      } else {
        met = what === level.must && (!level.failed || ended.includes("failed"));
      }
      if (!met) return "";
      var number = data.levels.indexOf(level);
      if (!solved.includes(number)) {
        solved = load().concat(number);
        try {
          localStorage.setItem(KEY, JSON.stringify(solved));
        } catch (full) {
          // The level is reached; only the next visit does not know.
        }
        mark();
      }
      return " Level " + (number + 1) + " is reached." + (number + 1 < data.levels.length ? "" : " That was the last one.");
    }

    function verb(must) {
      return { run: "run", skipped: "be skipped", upstream_failed: "become upstream_failed" }[must];
    }

    function does(comes) {
      return { run: "runs", skipped: "is skipped", upstream_failed: "becomes upstream_failed" }[comes];
    }

    function choose() {
      level = data.levels[tool.elements.level.value] || null;
      var free = level ? level.change : "both";
      var hint = tool.querySelector("[data-lab-hint]");
      say(".lab__goal", level ? level.goal : "");
      say(".lab__hint", "");
      hint.hidden = !level;
      tool.querySelector(".lab__cases").hidden = !(level && level.cases);
      if (level) {
        var start = level.before || level.cases[0].before;
        tool.elements.count.value = start.length;
        start.forEach(function (state, place) { before[place].value = state; });
        tool.elements.rule.value = level.rule;
      }
      tool.elements.rule.disabled = free === "before";
      tool.elements.count.disabled = !!level;
      before.forEach(function (select) { select.disabled = free === "rule"; });
      show();
    }

    function say(selector, text) {
      var place = tool.querySelector(selector);
      place.hidden = !text;
      if (place.textContent !== text) place.textContent = text;
    }

    function mark() {
      Array.from(tool.elements.level.options).forEach(function (option, place) {
        if (place) option.textContent = place + (solved.includes(place - 1) ? " ✓" : "");
      });
    }

    function load() {
      try {
        var kept = JSON.parse(localStorage.getItem(KEY));
        return Array.isArray(kept) ? kept.filter(Number.isInteger) : [];
      } catch (corrupted) {
        return [];
      }
    }

    tool.addEventListener("submit", function (event) { event.preventDefault(); });
    tool.addEventListener("change", function (event) {
      if (event.target === tool.elements.level) choose();
      else show();
    });
    tool.querySelector("[data-lab-hint]").addEventListener("click", function () { say(".lab__hint", level.hint); });
    tool.hidden = false;
    mark();
    choose();
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

// What the labs have in common: levels, hints, and which levels were reached, which the browser remembers.

(function () {
  // Makes a lab's levels work. Calls choose(level) when one is chosen, with null for trying freely. Returns an object:
  // level() is the one that is being played; reached(met) returns what to say of it; say(selector, text) shows a text.
  window.courseLab = function (lab, levels, choose) {
    var tool = lab.querySelector(".lab__tool");
    var key = "course_lab_" + __md_scope.pathname + lab.dataset.lab; // in localStorage
    var hint = tool.querySelector("[data-lab-hint]");
    var solved = load();
    var level = null;

    function say(selector, text) {
      var place = tool.querySelector(selector);
      place.hidden = !text;
      if (place.textContent !== text) place.textContent = text;
    }

    function reached(met) {
      if (!level || !met) return "";
      var number = levels.indexOf(level);
      if (!solved.includes(number)) {
        solved = load().concat(number);
        try {
          localStorage.setItem(key, JSON.stringify(solved));
        } catch (full) {
          // The level is reached; only the next visit does not know.
        }
        mark();
      }
      return " Level " + (number + 1) + " is reached." + (number + 1 < levels.length ? "" : " That was the last one.");
    }

    function mark() {
      Array.from(tool.elements.level.options).forEach(function (option, place) {
        if (place) option.textContent = place + (solved.includes(place - 1) ? " ✓" : "");
      });
    }

    function load() {
      try {
        var kept = JSON.parse(localStorage.getItem(key));
        return Array.isArray(kept) ? kept.filter(Number.isInteger) : [];
      } catch (corrupted) {
        return [];
      }
    }

    function begin(number) {
      tool.elements.level.value = number;
      level = levels[number] || null;
      say(".lab__goal", level ? level.goal : "");
      say(".lab__hint", "");
      hint.hidden = !level;
      choose(level);
    }

    tool.addEventListener("submit", function (event) { event.preventDefault(); });
    tool.elements.level.addEventListener("change", function () { begin(tool.elements.level.value); });
    hint.addEventListener("click", function () { say(".lab__hint", level.hint); });
    lab.querySelector(".lab__examples").open = false; // what stands there without a script
    tool.hidden = false;
    mark();
    return { begin: begin, level: function () { return level; }, reached: reached, say: say };
  };
})();

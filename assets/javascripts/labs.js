// What the labs have in common: levels, hints, what is told, and which levels were reached, which the browser remembers.

(function () {
  var PAUSE = 700; // milliseconds without a change, after which a screen reader is told

  // Makes a lab's levels work. Calls choose(level) when one is chosen, with null for trying freely. Returns an object:
  // begin(number) begins a level, "" stands for none; level() is the one that is being played; tell() is described below.
  window.courseLab = function (lab, levels, choose) {
    var tool = lab.querySelector(".lab__tool");
    var key = "course_lab_" + __md_scope.pathname + lab.dataset.lab; // in localStorage
    var hint = tool.querySelector("[data-lab-hint]");
    var next = tool.querySelector("[data-lab-next]");
    var solved = load();
    var level = null;
    var unheard = ""; // the goal, until a screen reader was told
    var timer;

    function say(selector, text) {
      var place = tool.querySelector(selector);
      place.hidden = !text;
      if (place.textContent !== text) place.textContent = text;
    }

    // Shows an answer, and in a level whether its goal is met (undefined: nobody can say) and more about that.
    function tell(answer, met, more) {
      var number = levels.indexOf(level);
      var verdict = "";
      if (level && met) {
        verdict = "✓ Level " + (number + 1) + " is reached." + (more ? " " + more : "");
        remember(number);
      } else if (level && met === false) verdict = more ? "Not yet: " + more : "Not yet.";
      say(".lab__answer", answer);
      say(".lab__verdict", verdict);
      tool.querySelector(".lab__verdict").classList.toggle("lab__verdict--reached", !!met);
      next.hidden = !(level && met && number + 1 < levels.length);
      clearTimeout(timer);
      if (!tool.contains(document.activeElement)) return; // the page has only been opened
      timer = setTimeout(function () {
        tool.querySelector(".lab__told").textContent = [unheard, answer, verdict].filter(Boolean).join(" ");
        unheard = "";
      }, PAUSE);
    }

    function remember(number) {
      if (solved.includes(number)) return;
      solved = load().concat(number);
      try {
        localStorage.setItem(key, JSON.stringify(solved));
      } catch (full) {
        // The level is reached; only the next visit does not know.
      }
      mark();
    }

    function mark() {
      Array.from(tool.elements.level.options).forEach(function (option, place) {
        if (solved.includes(place - 1)) option.textContent = option.textContent.replace(/( ✓)?$/, " ✓");
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
      unheard = level ? level.goal : "";
      say(".lab__goal", unheard);
      hint.hidden = !level;
      show(false);
      choose(level);
    }

    function show(open) {
      hint.setAttribute("aria-expanded", open);
      say(".lab__hint", open ? level.hint : "");
      if (open) tool.querySelector(".lab__told").textContent = level.hint;
    }

    tool.addEventListener("submit", function (event) { event.preventDefault(); });
    tool.elements.level.addEventListener("change", function () { begin(tool.elements.level.value); });
    hint.addEventListener("click", function () { show(hint.getAttribute("aria-expanded") === "false"); });
    next.addEventListener("click", function () {
      tool.elements.level.focus(); // the button goes away
      begin(levels.indexOf(level) + 1);
      tool.scrollIntoView();
    });
    lab.querySelector(".lab__examples").open = false; // what stands there without a script
    tool.hidden = false;
    mark();
    return { begin: begin, level: function () { return level; }, tell: tell };
  };
})();

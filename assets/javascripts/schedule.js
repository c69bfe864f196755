// The schedule lab: from its fields to a sentence, a time line and a table. What Airflow does is in timetables.js.
// The page loads this file again at each in-site click that opens it.

(function () {
  var SHOWN = 8; // rows of the table, as in labs/schedule/ask.py
  var DRAWN = 24; // marks that have room in a time line; of more, stretches are drawn
  var MOMENTS = ["start", "end", "turned_on", "from", "until", "now"];
  var FIELDS = ["cron", "zone", "timetable", "catchup"].concat(MOMENTS);
  var GLYPHS = { time: "●", late: "◆", none: "×" };
  var SAYS = { time: "at its time", late: "late", none: "no run" };

  document.querySelectorAll('.lab[data-lab="schedule"]').forEach(function (lab) {
    var tool = lab.querySelector(".lab__tool");
    if (tool.hidden) begin(lab, tool, JSON.parse(lab.dataset.says));
  });

  function begin(lab, tool, data) {
    var years = data.years;
    var fields = tool.elements;
    var levels = courseLab(lab, data.levels, choose);
    var state = {}; // moments in UTC: by a zone's clocks, one of them can come twice

    function clocks() { return zone(state.zone); }
    function zone(name) { return courseTimetables.zone(data.zones[name]); }

    // From the fields to the state: of the one that was changed, and of all moments if it was the zone.
    function take(name) {
      if (name === "catchup") state.catchup = fields.catchup.checked;
      else if (MOMENTS.includes(name)) state[name] = minutes(fields[name].value, clocks());
      else state[name] = fields[name].value;
      if (name === "zone") MOMENTS.forEach(take);
    }

    function put(asked) {
      state = asked;
      FIELDS.forEach(function (name) {
        if (name === "catchup") fields.catchup.checked = state.catchup;
        else fields[name].value = written(state, name);
      });
    }

    // Returns what a field shows of a state.
    function written(asked, name) {
      if (!MOMENTS.includes(name)) return asked[name];
      return asked[name] === null ? "" : text(zone(asked.zone).wall(asked[name]));
    }

    // Returns the state of a setting of lab.yml, whose moments are by the zone's clocks.
    function settled(setting) {
      var pause = setting.pause || ["", ""];
      var asked = Object.assign({}, setting, { from: pause[0], until: pause[1] });
      MOMENTS.forEach(function (name) { asked[name] = minutes(asked[name], zone(setting.zone)); });
      return asked;
    }

    function look(asked) {
      var wrong = refuse(asked);
      if (wrong) throw new Error(wrong);
      var pause = asked.from === null ? null : [asked.from, asked.until];
      return courseTimetables.look(Object.assign({}, asked, { pause: pause }), zone(asked.zone), SHOWN);
    }

    function refuse(asked) {
      if (asked.turned_on === null) return "Say when the DAG is turned on.";
      if (asked.now === null) return "Say what time it is now.";
      if (asked.turned_on > asked.now) return "The DAG is turned on after now: nothing has happened yet.";
      if ((asked.from === null) !== (asked.until === null)) return "A pause has a beginning and an end: fill in both, or none.";
      if (asked.from !== null && asked.from >= asked.until) return "The pause ends before it begins.";
      var far = MOMENTS.some(function (name) {
        return asked[name] !== null && !(asked[name] >= Date.UTC(years[0]) / 6e4 && asked[name] < Date.UTC(years[1] + 1) / 6e4);
      });
      return far ? "The lab knows the clocks of the years " + years[0] + " to " + years[1] + "." : "";
    }

    function show() {
      var result = null;
      var said;
      try {
        result = look(state);
        said = sentence(result);
      } catch (error) {
        said = error.message;
      }
      var level = levels.level();
      levels.say(".lab__answer", said + (level && result ? reached(level, result) : ""));
      tool.querySelector(".lab__answer").classList.toggle("lab__answer--wrong", !result);
      fields.cron.setAttribute("aria-invalid", unreadable());
      tool.querySelector(".lab__drawing").replaceChildren.apply(tool.querySelector(".lab__drawing"), result ? draw(result) : []);
      tool.querySelector(".lab__table").replaceChildren.apply(tool.querySelector(".lab__table"), result && result.count ? table(result) : []);
    }

    function unreadable() {
      try {
        courseTimetables.cron(state.cron);
        return false;
      } catch (error) {
        return true;
      }
    }

    // Levels

    function reached(level, result) {
      var wanted = look(settled(Object.assign({}, level.setting, level.solution)));
      var met = compared(level, result) === compared(level, wanted);
      if (!met) return "";
      var start = settled(level.setting);
      var count = FIELDS.filter(function (name) { return written(start, name) !== written(state, name); }).length;
      var enough = Object.keys(level.solution).length;
      var told = " You changed " + plural(count, "field") + (count > enough ? "; " + enough + (enough > 1 ? " are" : " is") + " enough." : ".");
      return levels.reached(met) + told;
    }

    function compared(level, result) {
      return JSON.stringify([result.count].concat(level.same.map(function (column) {
        return result.runs.map(function (run) { return column === "ds" ? ds(run) : run[column]; });
      })));
    }

    function choose(level) {
      put(settled(level ? level.setting : data.setting));
      FIELDS.forEach(function (name) { fields[name].disabled = !!level && !level.change.includes(name); });
      show();
    }

    // What is shown

    function sentence(result) {
      var counts = { time: 0, late: 0, none: 0 };
      result.stretches.forEach(function (stretch) { counts[stretch.kind] += stretch.count; });
      var parts = [plural(result.count, "run")];
      if (result.count && !counts.late) parts[0] += result.count > 1 ? ", each at its due time" : ", at its due time";
      else if (!counts.time && counts.late) parts[0] += result.count > 1 ? ", all made late" : ", made late";
      else if (counts.late) parts[0] += ": " + number(counts.time) + " at " + (counts.time > 1 ? "their due times" : "its due time") + ", " + number(counts.late) + " made late";
      if (counts.none) parts.push(plural(counts.none, "due time") + (counts.none > 1 ? " have" : " has") + " no run");
      if (result.next !== null) parts.push("The next one is due at " + moment(result.next));
      return parts.join(". ") + ".";
    }

    function draw(result) {
      var first = Math.min.apply(null, [state.turned_on, result.stretches.length ? result.stretches[0].first : state.turned_on].concat(state.start === null ? [] : [state.start]));
      var span = Math.max(state.now - first, 1);
      function left(utc) { return (2 + 96 * Math.min(Math.max((utc - first) / span, 0), 1)).toFixed(2); }
      var total = result.stretches.reduce(function (sum, stretch) { return sum + stretch.count; }, 0);
      var due = [];
      var made = [];
      result.stretches.forEach(function (stretch) {
        if (total > DRAWN) due.push({ kind: "bar-" + stretch.kind, left: left(stretch.first), width: left(stretch.last) - left(stretch.first), text: "" });
        else times(stretch, result).forEach(function (utc) { due.push({ kind: stretch.kind, left: left(utc), text: GLYPHS[stretch.kind] }); });
        if (stretch.kind === "late") made.push({ kind: "late", left: left(stretch.made), text: GLYPHS.late });
        else if (stretch.kind === "time" && total > DRAWN) made.push({ kind: "bar-time", left: left(stretch.first), width: left(stretch.last) - left(stretch.first), text: "" });
        else if (stretch.kind === "time") times(stretch, result).forEach(function (utc) { made.push({ kind: "time", left: left(utc), text: GLYPHS.time }); });
      });
      var on = state.from === null ? [[state.turned_on, state.now]] : [[state.turned_on, Math.min(state.from, state.now)], [state.until, state.now]];
      var active = on.filter(function (part) { return part[0] < part[1] && part[1] > state.turned_on; }).map(function (part) {
        return { kind: "on", left: left(part[0]), width: left(part[1]) - left(part[0]), text: "" };
      });
      var dates = [first, state.now].map(function (utc, place) {
        return { kind: place ? "last" : "first", left: left(utc), text: moment(utc).slice(4, 20) };
      });
      var rows = [["Due", due], ["Made", made], ["On", active], ["", dates]].map(function (row) {
        return element("div", "lab__lane", [element("span", "lab__name", [row[0]]), element("div", "lab__track", row[1].map(function (mark) {
          var one = element("span", "lab__mark lab__mark--" + mark.kind, [mark.text]);
          one.style.left = mark.left + "%";
          if (mark.width !== undefined) one.style.width = mark.width + "%";
          return one;
        }))]);
      });
      var legend = Object.keys(GLYPHS).filter(function (kind) {
        return result.stretches.some(function (stretch) { return stretch.kind === kind; });
      }).map(function (kind) { return element("span", "lab__key lab__key--" + kind, [GLYPHS[kind] + " " + SAYS[kind]]); });
      return rows.concat(element("p", "lab__legend", legend));
    }

    // The due times of a stretch that is short enough to draw.
    function times(stretch, result) {
      var found = [stretch.first];
      while (found.length < stretch.count) found.push(result.after(found[found.length - 1]));
      return found;
    }

    function table(result) {
      var heads = ["Due", "Made", "Logical date", "Data interval", "{{ ds }}"];
      var rows = result.runs.map(function (run) {
        var length = run.start === run.end ? ["of no length"] : [time(run.start), " to ", time(run.end)];
        return element("tr", "", [[time(run.due)], [time(run.made)], [time(run.start)], length, [ds(run)]].map(function (cell, place) {
          var one = element("td", "", cell);
          one.dataset.label = heads[place];
          return one;
        }));
      });
      var made = element("table", "", [
        element("thead", "", [element("tr", "", heads.map(function (head) { return element("th", "", [head]); }))]),
        element("tbody", "", rows),
      ]);
      var more = result.count - result.runs.length;
      return more ? [made, element("p", "", ["And " + plural(more, "run") + " more."])] : [made];
    }

    function time(utc) {
      var said = moment(utc);
      var one = element("time", "", [element("span", "lab__part", [said.slice(0, 14)]), " ", element("span", "lab__part", [said.slice(15)])]);
      one.dateTime = text(utc) + "Z";
      return one;
    }

    function moment(utc) {
      var wall = clocks().wall(utc);
      var away = clocks().distance(utc);
      var offset = state.zone === "UTC" ? "" : " " + (away < 0 ? "-" : "+") + text(Math.abs(away)).slice(11);
      return new Date(wall * 6e4).toUTCString().slice(0, 3) + " " + text(wall).replace("T", " ") + offset;
    }

    // The address

    function address() {
      return new URLSearchParams(FIELDS.map(function (name) {
        if (MOMENTS.includes(name)) return [name, state[name] === null ? "" : text(state[name]) + "Z"];
        return [name, name === "catchup" ? String(state.catchup) : state[name]];
      })).toString();
    }

    function visit() {
      var asked = new URLSearchParams(location.hash.slice(1));
      var garbled = MOMENTS.some(function (name) { return asked.get(name) && Number.isNaN(Date.parse(asked.get(name))); });
      if (!asked.has("cron") || !data.zones[asked.get("zone")] || garbled) return false;
      levels.begin("");
      var given = {};
      FIELDS.forEach(function (name) {
        var value = asked.get(name) || "";
        if (MOMENTS.includes(name)) given[name] = value ? Date.parse(value) / 6e4 : null;
        else given[name] = name === "catchup" ? value === "true" : value;
      });
      if (given.timetable !== "interval") given.timetable = "trigger";
      put(given);
      show();
      return true;
    }

    tool.addEventListener("input", function (event) {
      if (event.target === fields.level) return;
      take(event.target.name);
      show();
      history.replaceState(history.state, "", "#" + address());
    });
    addEventListener("hashchange", function () { if (lab.isConnected && visit()) tool.scrollIntoView(); });
    lab.querySelectorAll("[data-lab-open]").forEach(function (link) {
      link.hidden = false;
      link.addEventListener("click", function (event) {
        event.preventDefault();
        event.stopPropagation(); // Material would load the page anew
        history.replaceState(history.state, "", link.hash);
        visit();
        fields.cron.focus();
        tool.scrollIntoView();
      });
    });
    if (!visit()) levels.begin("");
  }

  function element(name, className, children) {
    var made = document.createElement(name);
    if (className) made.className = className;
    made.append.apply(made, children);
    return made;
  }

  function minutes(value, clocks) { return value ? clocks.utc(Date.parse(value + "Z") / 6e4) : null; }
  function text(utc) { return new Date(utc * 6e4).toISOString().slice(0, 16); }
  // The template {{ ds }} is the logical date in UTC, wherever the DAG lives.
  function ds(run) { return text(run.start).slice(0, 10); }
  function number(count) { return count.toLocaleString("en-US"); }
  function plural(count, word) { return number(count) + " " + word + (count === 1 ? "" : "s"); }
})();

// The schedule lab: from its fields to a sentence, a time line and a table. What Airflow does is in timetables.js.
// The page loads this file again at each in-site click that opens it.

(function () {
  var SHOWN = 8; // runs in the table, as in labs/schedule/ask.py
  var MANY = 100; // runs in the table when all are asked for
  var DRAWN = 24; // marks that have room in a time line; of more, bars are drawn
  var THIN = 0.8; // a bar at least, in hundredths of the time line
  var DAY = 1440;
  var MOMENTS = ["start", "end", "turned_on", "from", "until", "now"];
  var FIELDS = ["cron", "zone", "timetable", "catchup"].concat(MOMENTS);
  var COMMAS = new Intl.NumberFormat("en-US");
  var HEADS = ["Due", "Made", "Logical date", "Data interval", "{{ ds }} (UTC date)"];
  var GLYPHS = { time: "●", late: "◆", none: "×" };

  document.querySelectorAll('.lab[data-lab="schedule"]').forEach(function (lab) {
    var tool = lab.querySelector(".lab__tool");
    if (tool.hidden) begin(lab, tool, JSON.parse(lab.dataset.says));
  });

  function begin(lab, tool, data) {
    var years = data.years;
    var fields = tool.elements;
    var levels = courseLab(lab, data.levels, choose);
    var wanted = null; // what comes of the solution of the level
    var zones = {}; // that were read
    var filled = {}; // what is shown, by the place
    var timer; // until the address is written
    var state = {}; // moments in UTC: by a zone's clocks, one of them can come twice

    function clocks() { return zone(state.zone); }
    function zone(name) { return zones[name] = zones[name] || courseTimetables.zone(data.zones[name]); }

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

    function look(asked, most) {
      var pause = asked.from === null ? null : [asked.from, asked.until];
      return courseTimetables.look(Object.assign({}, asked, { pause: pause }), zone(asked.zone), most);
    }

    // Returns the field that can't be as it is, and why; or nothing.
    function refuse() {
      try {
        courseTimetables.cron(state.cron);
      } catch (error) {
        return ["cron", error.message];
      }
      var far = MOMENTS.find(function (name) {
        return state[name] !== null && !(state[name] >= Date.UTC(years[0]) / 6e4 && state[name] < Date.UTC(years[1] + 1) / 6e4);
      });
      if (far) return [far, "The lab knows the clocks of the years " + years[0] + " to " + years[1] + "."];
      if (state.turned_on === null) return ["turned_on", "Say when the DAG is turned on."];
      if (state.now === null) return ["now", "Say what time it is now."];
      if (state.turned_on > state.now) return ["turned_on", "The DAG is turned on after now: nothing has happened yet."];
      if ((state.from === null) !== (state.until === null)) {
        return [state.from === null ? "from" : "until", "A pause has a beginning and an end: fill in both, or none."];
      }
      if (state.from !== null && state.from >= state.until) return ["until", "The pause ends before it begins."];
    }

    // Shows what comes of the fields; with all, more rows of the table than it usually has.
    function show(all) {
      var level = levels.level();
      var wrong = refuse() || [];
      var said = wrong[1];
      var result = null;
      try {
        if (!said) result = look(state, all || level ? MANY : SHOWN);
      } catch (error) {
        said = error.message;
      }
      FIELDS.forEach(function (name) {
        attribute(fields[name], "aria-invalid", String(name === wrong[0]));
        attribute(fields[name], "aria-describedby", name === wrong[0] ? "lab-answer" : "");
      });
      tool.querySelector(".lab__answer").classList.toggle("lab__answer--wrong", !result);
      if (result && level) judge(level, result);
      else levels.tell(said || sentence(result));
      var runs = result ? result.runs.slice(0, all ? MANY : SHOWN) : [];
      var left = result ? result.count - runs.length : 0;
      fill(".lab__drawing", result ? lanes(result) : [], draw);
      fill(".lab__runs", result && result.stretches.length ? [[state.zone, rows(result, runs)]] : [], function (shown) { return table(shown[1]); });
      fill(".lab__more", !left ? [] : [all ? "And " + plural(left, "run") + " more." : result.count], below);
    }

    // Fills a place with parts, each described from something. What is the same is not even read: a slow phone takes long for it.
    function fill(selector, parts, describe) {
      var place = tool.querySelector(selector);
      var there = filled[selector] || [];
      filled[selector] = parts.map(function (part, number) {
        var old = there[number];
        var from = JSON.stringify(part);
        if (old && old.from === from) return old;
        var now = { from: from, said: describe(part) };
        now.node = old ? renew(old.node, old.said, now.said) : make(now.said);
        if (!old) place.append(now.node);
        return now;
      });
      there.slice(parts.length).forEach(function (old) { old.node.remove(); });
    }

    // Levels

    // Tells whether a result has the runs of the goal: as many, due at the same times, and with the same {{ ds }}.
    function judge(level, result) {
      var missing = without(wanted.runs, result.runs);
      var more = without(result.runs, wanted.runs);
      var other = result.runs.find(function (run) { return ds(run) !== ds(same(run, wanted.runs) || run); });
      var parts = [];
      if (more) parts.push("The first one too many: " + moment(more.due) + ".");
      // Of very many runs, the last ones are not at hand.
      if (missing && (result.runs.length === result.count || missing.due < more.due)) parts.push("The first one missing: " + moment(missing.due) + ".");
      if (other) parts.push("The first one with another {{ ds }} is due at " + moment(other.due) + ": it has to be " + ds(same(other, wanted.runs)) + ", and is " + ds(other) + ".");
      if (parts.length) parts.unshift("the goal has " + plural(wanted.count, "run") + (wanted.count === result.count ? " too." : "."));
      var start = settled(level.setting);
      var count = FIELDS.filter(function (name) { return written(start, name) !== written(state, name); }).length;
      var enough = Object.keys(level.solution).length;
      var changes = count > enough ? "You changed " + count + " fields; " + enough + (enough > 1 ? " are enough." : " is enough.") : "";
      levels.tell(sentence(result), !parts.length, parts.join(" ") || changes);
    }

    function same(run, runs) { return runs.find(function (other) { return other.due === run.due; }); }
    function without(runs, others) { return runs.find(function (run) { return !same(run, others); }); }

    function choose(level) {
      put(settled(level ? level.setting : data.setting));
      wanted = level && look(settled(Object.assign({}, level.setting, level.solution)), MANY);
      FIELDS.forEach(function (name) { fields[name].disabled = !!level && !level.change.includes(name); });
      show();
    }

    // What is shown

    function sentence(result) {
      var counts = { time: 0, late: 0, none: 0 };
      result.stretches.forEach(function (stretch) { counts[stretch.kind] += stretch.count; });
      var parts = [plural(result.count, "run")];
      if (!result.count) parts[0] += nothing(result);
      if (result.count && !counts.late) parts[0] += result.count > 1 ? ", each at its due time" : ", at its due time";
      else if (!counts.time && counts.late) parts[0] += result.count > 1 ? ", all made late" : ", made late";
      else if (counts.late) parts[0] += ": " + number(counts.time) + " at " + (counts.time > 1 ? "their due times" : "its due time") + ", " + number(counts.late) + " made late";
      if (counts.none) parts.push(plural(counts.none, "due time") + (counts.none > 1 ? " have" : " has") + " no run");
      if (result.next !== null) parts.push("The " + (result.count ? "next" : "first") + " one is due at " + moment(result.next));
      if (result.fails) parts.push(result.fails.slice(0, -1));
      return parts.join(". ") + ".";
    }

    // Returns why there is no run.
    function nothing(result) {
      if (state.from !== null && state.from <= state.now && state.now < state.until) return ": the DAG is paused";
      if (result.next !== null) return " yet";
      return state.end !== null ? ": the end date is too early for one" : ": with catchup, this timetable needs a start date";
    }

    // Returns the time line of a result as lanes: the name of each, its marks, and its bars: an SVG path for each kind.
    function lanes(result) {
      var first = Math.min.apply(null, [state.turned_on, result.stretches.length ? result.stretches[0].first : state.turned_on].concat(state.start === null ? [] : [state.start]));
      var span = Math.max(state.now - first, 1);
      var total = result.stretches.reduce(function (sum, stretch) { return sum + stretch.count; }, 0);
      var due = { name: "Due", marks: [], bars: {} };
      var made = { name: "Made", marks: [], bars: {} };
      function left(utc) { return 2 + 96 * Math.min(Math.max((utc - first) / span, 0), 1); }
      function mark(kind, utc) { return { kind: kind, left: left(utc).toFixed(2), text: GLYPHS[kind] || "" }; }
      result.stretches.forEach(function (stretch) {
        var kind = stretch.kind;
        var drawn = total > DRAWN ? bars(stretch) : times(stretch, result).map(mark.bind(null, kind));
        (kind === "time" ? [due, made] : [due]).forEach(function (lane) {
          if (total > DRAWN) lane.bars[kind] = (lane.bars[kind] || "") + drawn;
          else lane.marks = lane.marks.concat(drawn);
        });
        if (kind === "late") made.marks.push(mark(kind, stretch.made));
      });
      function bars(stretch) {
        return blocks(stretch, result, span / 100).map(function (block) {
          var begin = left(block[0]);
          return "M" + begin.toFixed(2) + " 0H" + Math.max(left(block[1]), begin + THIN).toFixed(2);
        }).join("");
      }
      var on = state.from === null ? [[state.turned_on, state.now]] : [[state.turned_on, Math.min(state.from, state.now)], [state.until, state.now]];
      var active = on.filter(function (part) { return part[0] < part[1] && part[1] > state.turned_on; }).map(function (part) {
        var one = mark("on", part[0]);
        one.width = (left(part[1]) - one.left).toFixed(2);
        return one;
      });
      var dates = [first, state.now].map(function (utc, place) {
        return Object.assign(mark(place ? "last" : "first", utc), { text: moment(utc).slice(4, 20) });
      });
      var days = midnights(first).map(mark.bind(null, "day"));
      return [due, made, { name: "On", marks: active, bars: {} }, { name: "", marks: days.concat(dates), bars: {} }];
    }

    function draw(lane) {
      var marks = lane.marks.map(function (mark) {
        var one = element("span", "lab__mark lab__mark--" + mark.kind, [mark.text]);
        one.place = { left: mark.left + "%", width: mark.width ? mark.width + "%" : "" };
        return one;
      });
      var kinds = Object.keys(lane.bars);
      if (kinds.length) marks.unshift(drawing("svg", { class: "lab__bars", viewBox: "0 -1 100 2", preserveAspectRatio: "none" }, kinds.map(function (kind) {
        var paths = [drawing("path", { d: lane.bars[kind] }, [])];
        if (kind === "late") paths.push(drawing("path", { d: lane.bars[kind], class: "lab__within" }, []));
        return drawing("g", { class: "lab__bar lab__bar--" + kind }, paths);
      })));
      return element("div", "lab__lane", [element("span", "lab__name", [lane.name]), element("div", "lab__track", marks)]);
    }

    // The midnights of a time line, if there is room for them.
    function midnights(first) {
      var found = [];
      if (state.now - first > 31 * DAY) return found;
      for (var wall = Math.ceil(clocks().wall(first) / DAY) * DAY; wall <= clocks().wall(state.now); wall += DAY) found.push(clocks().utc(wall));
      return found;
    }

    // The due times of a stretch in blocks, from the first one to the last one of each: those no farther apart than a gap.
    function blocks(stretch, result, gap) {
      var found = [[stretch.first, stretch.first]];
      while (found[found.length - 1][1] < stretch.last) {
        var block = found[found.length - 1];
        var last = Math.min(result.before(Math.floor(block[1] + gap) + 1), stretch.last);
        if (last > block[1]) block[1] = last;
        else {
          var next = Math.max(result.after(block[1]), block[1] + 1);
          found.push([next, next]);
        }
      }
      return found;
    }

    // The due times of a stretch that is short enough to draw.
    function times(stretch, result) {
      var found = [stretch.first];
      while (found.length < stretch.count) found.push(result.after(found[found.length - 1]));
      return found;
    }

    // Returns the rows of the table: moments are numbers, in pairs where it is from the one to the other.
    function rows(result, runs) {
      var shown = 0;
      var found = [];
      result.stretches.forEach(function (stretch) {
        if (runs.length < result.count && shown === runs.length) return;
        if (stretch.kind === "none") {
          var several = stretch.count > 1;
          found.push([several ? [stretch.first, stretch.last] : [stretch.first], several ? number(stretch.count) + " due times, no run" : "no run"]);
          return;
        }
        runs.slice(shown, shown + stretch.count).forEach(function (run) {
          found.push([[run.due], [run.made], [run.start], run.start === run.end ? "none (one moment)" : [run.start, run.end], ds(run)]);
          shown++;
        });
      });
      return found;
    }

    function table(rows) {
      return element("table", "", [
        element("thead", "", [element("tr", "", HEADS.map(function (head) { return element("th", "", [head]); }))]),
        element("tbody", "", rows.map(function (row) {
          return element("tr", "", row.map(function (cell, place) {
            var times = Array.isArray(cell) && cell.map(time);
            var one = element("td", "", !times ? [cell] : times[1] ? [times[0], " to ", times[1]] : times);
            one.attributes["data-label"] = HEADS[place];
            if (row.length === 2 && place) one.attributes.colspan = "4";
            return one;
          }));
        })),
      ]);
    }

    // Returns what stands below the table: a button for more rows, or how many there are not.
    function below(more) {
      if (typeof more === "string") return element("p", "", [more]);
      var button = element("button", "md-button", [more > MANY ? "Show the first " + MANY + " runs" : "Show all " + more + " runs"]);
      button.attributes.type = "button";
      button.pressed = function () {
        show(true);
        tool.querySelector(".lab__table").focus(); // the button is gone
      };
      return button;
    }

    function time(utc) {
      var said = moment(utc);
      var one = element("time", "", [said.slice(0, 15), element("wbr", "", []), said.slice(15)]);
      one.attributes.datetime = text(utc) + "Z";
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

    function keep() { history.replaceState(history.state, "", "#" + address()); }

    function visit() {
      var asked = new URLSearchParams(location.hash.slice(1));
      if (!asked.has("cron")) return false;
      levels.begin("");
      var garbled = MOMENTS.find(function (name) { return asked.get(name) && Number.isNaN(Date.parse(asked.get(name))); });
      if (garbled || !data.zones[asked.get("zone")]) {
        var wrong = garbled ? "the date " + asked.get(garbled) : "the time zone " + asked.get("zone");
        levels.tell("The lab does not know " + wrong + ", which the address asks for. What it shows is a setting of its own.");
        return true;
      }
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
      clearTimeout(timer);
      timer = setTimeout(function () { if (lab.isConnected) keep(); }, 1000); // it takes long, and Safari refuses it if it comes often
    });
    addEventListener("hashchange", function () { if (lab.isConnected && visit() && !history.state) tool.scrollIntoView(); }); // going back has its own place
    lab.querySelectorAll("[data-lab-open]").forEach(function (link) {
      link.hidden = false;
      link.addEventListener("click", function (event) {
        event.preventDefault();
        event.stopPropagation(); // Material would load the page anew
        keep(); // the browser's Back returns to it
        history.pushState(null, "", link.hash);
        fields.cron.focus();
        visit();
        tool.scrollIntoView();
      });
    });
    if (!visit()) levels.begin("");
  }

  // What is shown is described first: by texts and objects, each for an element.

  function element(name, className, children) {
    return { name: name, attributes: className ? { class: className } : {}, children: children };
  }

  function drawing(name, attributes, children) {
    return { name: name, attributes: attributes, children: children, drawn: true };
  }

  function attribute(one, name, value) { if (one.getAttribute(name) !== value) one.setAttribute(name, value); }

  function make(said) {
    if (!said.name) return document.createTextNode(said);
    var made = said.drawn ? document.createElementNS("http://www.w3.org/2000/svg", said.name) : document.createElement(said.name);
    if (said.pressed) made.addEventListener("click", said.pressed);
    return renew(made, { name: said.name, attributes: {}, children: [] }, said);
  }

  // Makes a node that was described in one way as another describes it, and returns it, or the one in its place.
  function renew(node, was, said) {
    if (was.name !== said.name) {
      var other = make(said);
      node.replaceWith(other);
      return other;
    }
    if (!said.name) {
      if (was !== said) node.data = said;
      return node;
    }
    Object.keys(was.attributes).forEach(function (key) { if (!(key in said.attributes)) node.removeAttribute(key); });
    Object.keys(said.attributes).forEach(function (key) { if (was.attributes[key] !== said.attributes[key]) node.setAttribute(key, said.attributes[key]); });
    Object.keys(said.place || {}).forEach(function (key) { if (!was.place || was.place[key] !== said.place[key]) node.style[key] = said.place[key]; });
    said.children.forEach(function (child, number) {
      if (number < was.children.length) renew(node.childNodes[number], was.children[number], child);
      else node.append(make(child));
    });
    was.children.slice(said.children.length).forEach(function () { node.lastChild.remove(); });
    return node;
  }

  function minutes(value, clocks) { return value ? clocks.utc(Date.parse(value + "Z") / 6e4) : null; }
  function text(utc) { return new Date(utc * 6e4).toISOString().slice(0, 16); }
  // The template {{ ds }} is the logical date in UTC, wherever the DAG lives.
  function ds(run) { return text(run.start).slice(0, 10); }
  function number(count) { return COMMAS.format(count); }
  function plural(count, word) { return number(count) + " " + word + (count === 1 ? "" : "s"); }
})();

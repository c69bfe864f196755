// The runs that Airflow makes of a cron schedule, as airflow/timetables/trigger.py, interval.py and _cron.py of Airflow 3.3.2
// do, and croniter, which reads cron for them. labs/schedule/cases.txt has what Airflow said; a test compares.
//
// A time is a number of minutes since 1970: in UTC, or, where it is called wall, by the clocks of the DAG's zone.

(function () {
  var DAY = 1440;
  var PRESETS = {
    "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *",
    "@quarterly": "0 0 1 */3 *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
  };
  var FIELDS = [["minute", 0, 59], ["hour", 0, 23], ["day of the month", 1, 31], ["month", 1, 12], ["weekday", 0, 7]];
  var MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
  var WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

  window.courseTimetables = { cron: cron, zone: zone, look: look };

  // Reading cron

  // Returns what a cron expression asks for. Throws an Error whose message tells a reader what is wrong.
  function cron(text) {
    var known = text.trim().toLowerCase();
    if (known[0] === "@" && !PRESETS[known]) {
      throw new Error("The lab knows " + Object.keys(PRESETS).join(", ") + ", and not " + text.trim() + ".");
    }
    var parts = (PRESETS[known] || text).trim().split(/\s+/);
    if (parts.length === 6) throw new Error("Six fields: the sixth would be seconds. The lab takes the usual five.");
    if (parts.length !== 5) {
      var count = parts[0] ? parts.length : 0;
      throw new Error("Cron has five fields: minute, hour, day of the month, month and weekday. Here " + (count === 1 ? "is 1." : "are " + count + "."));
    }
    var sets = parts.map(function (part, place) { return field(part.toLowerCase(), FIELDS[place], place); });
    return {
      minutes: Array.from(sets[0]).sort(byNumber), hours: Array.from(sets[1]).sort(byNumber),
      days: sets[2], months: sets[3], weekdays: sets[4],
      everyHour: sets[1].size === 24, everyDay: every(2, 31, 4), everyWeekday: every(4, 7, 2),
    };

    // Whether a field says nothing of the day. For croniter, 1-31 does so only beside a field with a star.
    function every(place, size, other) {
      return parts[place] === "*" || sets[place].size === size && parts[other].includes("*");
    }
  }

  function byNumber(one, other) { return one - other; }

  function field(part, about, place) {
    var name = about[0], low = about[1], high = about[2];
    var last = place === 4 ? 6 : high; // 7 is Sunday too, which a star and a step don't need
    var found = new Set();
    var items = part.split(",");
    items.forEach(function (item) {
      var match = /^(\*|\w+)(?:-(\w+))?(?:\/(\w+))?$/.exec(item);
      if (!match || match[1] === "*" && match[2]) odd(item);
      if (match[1] === "*" && items.length > 1) throw new Error("A * already means every " + name + ": leave it alone in its field, without a list.");
      var from = match[1] === "*" ? low : value(match[1]);
      var to = match[1] === "*" ? last : match[2] ? value(match[2]) : match[3] ? last : from;
      var step = match[3] === undefined ? 1 : Number(match[3]);
      if (!Number.isInteger(step) || step < 1) throw new Error("The step in " + item + " has to be a whole number from 1 on.");
      if (match[2] && from === to) throw new Error(item + " begins where it ends. Write " + match[1] + ".");
      if (from > to) throw new Error(item + " runs over the end of its field. Write it as two ranges with a comma.");
      for (var next = from; next <= to; next += step) found.add(place === 4 ? next % 7 : next);
    });
    return found;

    function value(word) {
      var names = place === 3 ? MONTHS : place === 4 ? WEEKDAYS : [];
      var number = names.indexOf(word) < 0 ? Number(word) : names.indexOf(word) + (place === 3 ? 1 : 0);
      if (/^(l|h|r|\d+w|l\d+|\d+l)$/.test(word) || /[#?]/.test(word)) odd(word);
      if (!Number.isInteger(number) || number < low || number > high) {
        throw new Error(word + " is no " + name + ": that goes from " + low + " to " + high + (names.length ? ", or by a name such as " + names[1] : "") + ".");
      }
      return number;
    }

    function odd(item) {
      if (/[lw#?hr]/.test(item) && !/^[a-z]{3}$/.test(item)) {
        throw new Error("L, W, #, ?, H and R are not for every cron. The lab takes numbers, names, *, lists, ranges and steps.");
      }
      throw new Error("The lab can't read " + (item || "an empty item") + ". A field takes *, 5, 1,15, 9-17 or */10.");
    }
  }

  // Returns the first time by the wall clock after the given one (way 1), or before it (way -1).
  function search(asked, wall, way) {
    var day = Math.floor(wall / DAY), rest = wall - day * DAY;
    var hours = way > 0 ? asked.hours : asked.hours.slice().reverse();
    var minutes = way > 0 ? asked.minutes : asked.minutes.slice().reverse();
    for (var tries = 0; tries < 366 * 50; tries++, day += way, rest = way > 0 ? -1 : DAY) {
      if (!fits(asked, day)) continue;
      for (var hour of hours) {
        var left = rest - hour * 60;
        if (way > 0 ? left >= 59 : left <= 0) continue;
        for (var minute of minutes) if (way > 0 ? minute > left : minute < left) return day * DAY + hour * 60 + minute;
      }
    }
    throw new Error("Airflow fails here: there is no such day. It gives up after 50 years.");
  }

  // Whether a day, counted from 1970, is asked for: by month, and by day of the month or weekday.
  function fits(asked, day) {
    var weekdayFits = asked.weekdays.has((day % 7 + 11) % 7); // the first was a Thursday
    if (asked.everyDay && !weekdayFits) return false; // most days, if weekdays are asked for: a Date takes long
    var date = new Date(day * 864e5);
    if (!asked.months.has(date.getUTCMonth() + 1)) return false;
    if (asked.everyDay) return true;
    var dayFits = asked.days.has(date.getUTCDate());
    return asked.everyWeekday ? dayFits : dayFits || weekdayFits;
  }

  // Returns how many times by the wall clock are asked for after one time, up to and with another one.
  function matches(asked, from, to) {
    return upTo(to) - upTo(from) + whole(Math.floor(from / DAY), Math.floor(to / DAY));

    function upTo(wall) { // of its day
      var day = Math.floor(wall / DAY), rest = wall - day * DAY, count = 0;
      if (!fits(asked, day)) return 0;
      asked.hours.forEach(function (hour) {
        if (hour * 60 + 59 <= rest) count += asked.minutes.length;
        else asked.minutes.forEach(function (minute) { if (hour * 60 + minute <= rest) count++; });
      });
      return count;
    }

    function whole(day, end) { // the days from the first one, without the last one
      var count = 0;
      for (; day < end; day++) if (fits(asked, day)) count += asked.hours.length * asked.minutes.length;
      return count;
    }
  }

  // Returns a zone's clocks, of numbers in a line: its distance from UTC in minutes, then of each change how long after the one
  // before it is, and the distance from then on.
  function zone(line) {
    var list = line.split(" ").map(Number);
    var changes = [];
    var at = 0;
    for (var place = 1; place < list.length; place += 2) {
      at += list[place];
      changes.push({ at: at, from: list[place - 1], to: list[place + 1] });
    }
    function distance(utc) {
      var found = list[0];
      changes.some(function (change) { if (change.at > utc) return true; found = change.to; });
      return found;
    }
    return {
      wall: function (utc) { return utc + distance(utc); },
      // A wall-clock time that is skipped moves on by what is skipped; one that comes twice means the second.
      utc: function (wall) {
        for (var place = changes.length - 1; place >= 0; place--) {
          var change = changes[place];
          if (wall >= change.at + Math.max(change.from, change.to)) return wall - change.to;
          if (wall >= change.at + Math.min(change.from, change.to)) return wall - (change.to > change.from ? change.from : change.to);
        }
        return wall - list[0];
      },
      distance: distance,
      // The first change that is not over by a margin.
      change: function (utc, margin) {
        var found = changes.find(function (change) { return change.at + margin > utc; });
        return found ? found.at : Infinity;
      },
    };
  }

  // Due times

  // A time that is due has a next one (after) and one before; what is not due is aligned to the one behind it (up) or before it (down).
  function clock(asked, place) {
    function move(utc, way) {
      var wall = place.wall(utc), found = search(asked, wall, way);
      return asked.everyHour ? utc + found - wall : place.utc(found); // what runs each hour counts hours, not hands of a clock
    }
    function after(utc) { return move(utc, 1); }
    function before(utc) { return move(utc, -1); }
    return {
      after: after,
      before: before,
      up: function (utc) { var next = after(utc); return before(next) === utc ? utc : next; },
      down: function (utc) { var previous = before(utc); return after(previous) === utc ? utc : previous; },
      // Returns how many times are due after one that is, up to and with a limit, and the last of them. Where no change of clocks
      // is near, they are counted without a look at each.
      walk: function (utc, limit) {
        var count = 0, margin = 180;
        for (;;) {
          var target = Math.min(limit, place.change(utc, margin) - margin);
          if (target > utc) {
            var found = matches(asked, place.wall(utc), place.wall(target));
            if (found) {
              count += found;
              utc = before(target + 1);
            }
          }
          var next = after(utc);
          if (next > limit) return { count: count, last: utc };
          utc = next;
          count++;
        }
      },
    };
  }

  // Returns a function that says what Airflow's scheduler would be told: the next run, given the last one and the time.
  function timetable(setting, due) {
    var start = setting.start, end = setting.end;
    return setting.timetable === "trigger" ? trigger : interval;

    function trigger(last, now) {
      var at;
      if (setting.catchup) at = last ? due.after(last.end) : start === null ? first(now) : due.up(start);
      else {
        var candidates = [due.down(now)];
        if (last) candidates.push(due.after(last.end));
        else if (start === null) candidates.push(first(now));
        if (start !== null) candidates.push(due.up(start));
        at = Math.max.apply(null, candidates);
      }
      return end !== null && end < at ? null : { due: at, start: at, end: at };
    }

    // Without a start date: the last due time, if it is at most a tenth of the gap or five minutes ago, else the next one.
    function first(now) {
      var previous = due.down(now), next = due.up(now);
      return now - previous <= Math.max((next - previous) / 10, 5) ? previous : next;
    }

    function interval(last, now) {
      var earliest = start === null ? null : due.up(start);
      if (!setting.catchup) {
        var current = due.before(now), next = due.after(current);
        if (next < now) throw new Error("Airflow fails here: where the clocks change, it takes the next due time for an earlier one.");
        var skip = next === now ? current : due.before(current);
        earliest = earliest === null ? skip : Math.max(skip, earliest);
      }
      var at = earliest;
      if (last) {
        var aligned = due.down(last.end);
        at = earliest === null ? aligned : Math.max(aligned, earliest);
        if (at <= last.start) {
          at = due.after(at);
          if (at <= last.start) throw new Error("Airflow fails here: in the hour that is skipped, the next due time does not come after the last.");
        }
      }
      if (at === null || end !== null && at > end) return null;
      var until = due.after(at);
      return { due: until, start: at, end: until };
    }
  }

  // Returns what comes of a setting: the first runs, how many there are, when the next one is due, and all due times in
  // stretches of one kind: "time" (a run at that time), "late" (a run, made later) and "none" (no run); after() and
  // before() return the due time on either side of a time; and why Airflow fails after these runs, if it does. Throws an Error
  // for what can't be read and where Airflow fails before the first run.
  function look(setting, place, most) {
    var due = clock(cron(setting.cron), place);
    var next = timetable(setting, due);
    var result = { runs: [], count: 0, stretches: [], next: null, after: due.after, before: due.before };
    // With catchup and without a start date, this timetable is not even asked for a due time.
    if (setting.timetable === "interval" && setting.catchup && setting.start === null) return result;
    var now = setting.now, time = setting.turned_on, last = null, pause = setting.pause;
    var latest = setting.end === null ? now : Math.min(now, setting.timetable === "trigger" ? setting.end : due.after(due.down(setting.end)));

    function awake(utc) { return pause && pause[0] <= utc && utc < pause[1] ? pause[1] : utc; }

    // Asks as the scheduler does; returns the run that is made then, if one is made until now.
    function ask() {
      for (;;) {
        var info = next(last, time);
        if (!info || info.due > now) {
          result.next = info && info.due;
          return null;
        }
        var made = awake(Math.max(time, info.due));
        if (made > now) return null;
        if (made === time || made === info.due) return { due: info.due, start: info.start, end: info.end, made: made };
        time = made; // it was paused when the run was due, and asks again when it is not
      }
    }

    function add(kind, first, until, count, made) {
      var before = result.stretches[result.stretches.length - 1];
      if (before && before.kind === kind && before.made === made) {
        before.last = until;
        before.count += count;
      } else if (count) result.stretches.push({ kind: kind, first: first, last: until, count: count, made: made });
      if (kind !== "none") result.count += count;
    }

    // Tells of the due times between two, which have no run.
    function none(from, until) {
      if (until <= from) return;
      var found = due.walk(from, until);
      if (found.count) add("none", due.after(from), found.last, found.count);
    }

    function begins() { // just before the first time that can be due
      if (setting.start === null) return due.before(due.down(time));
      var first = due.up(setting.start);
      return setting.timetable === "trigger" ? due.before(first) : first;
    }

    var seen = begins();
    try {
      for (var run = setting.turned_on <= now && ask(); run; run = ask()) {
        none(seen, run.due - 1);
        var late = run.made !== run.due;
        add(late ? "late" : "time", run.due, run.due, 1, late ? run.made : undefined);
        time = run.made;
        last = run;
        seen = run.due;
        if (result.runs.length < most) result.runs.push(run);
        else if (!late || setting.catchup) skip(late);
      }
      none(seen, latest);
    } catch (error) {
      if (!result.count) throw error;
      result.fails = error.message;
    }
    return result;

    // Counts the runs that follow in the same way.
    function skip(late) {
      var limit = late ? Math.min(last.made, latest) : latest;
      if (!late && pause && pause[0] > last.due) limit = Math.min(limit, pause[0] - 1);
      // This timetable looks two due times back. Where the clocks change meanwhile, it can fail: each run is asked for.
      if (setting.timetable === "interval") limit = Math.min(limit, place.change(due.before(last.start), 90) - 90);
      var more = due.walk(last.due, limit);
      if (!more.count) return;
      add(late ? "late" : "time", due.after(last.due), more.last, more.count, late ? last.made : undefined);
      if (!late) time = more.last;
      seen = more.last;
      last = { due: more.last, start: setting.timetable === "trigger" ? more.last : due.before(more.last), end: more.last, made: late ? last.made : more.last };
    }
  }
})();

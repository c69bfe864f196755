// Times are minutes since 1970 in UTC ("utc") or by a zone's clocks ("wall").
function parse(cron) {
  var presets = { "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *", "@quarterly": "0 0 1 */3 *", "@yearly": "0 0 1 1 *" };
  var parts = (presets[cron] || cron).trim().split(/\s+/);
  if (parts.length !== 5) throw new Error("five fields");
  var ranges = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 7]];
  var names = { jan: 1, feb: 2, mar: 3, apr: 4, may: 5, jun: 6, jul: 7, aug: 8, sep: 9, oct: 10, nov: 11, dec: 12, sun: 0, mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6 };
  var sets = parts.map(function (part, place) {
    var low = ranges[place][0], high = place === 4 ? 6 : ranges[place][1], found = new Set();
    part.toLowerCase().split(",").forEach(function (item) {
      var m = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item);
      if (!m) throw new Error(item);
      function value(text) { var v = text in names ? names[text] : Number(text); if (!(v >= low && v <= ranges[place][1])) throw new Error(text); return v; }
      var from = m[1] === "*" ? low : value(m[1]);
      var to = m[1] === "*" ? high : m[2] ? value(m[2]) : m[3] ? high : from;
      for (var v = from; v <= to; v += Number(m[3] || 1)) found.add(place === 4 ? v % 7 : v);
    });
    return found;
  });
  return { minutes: Array.from(sets[0]).sort(num), hours: Array.from(sets[1]).sort(num), days: sets[2], months: sets[3], weekdays: sets[4],
    everyDay: sets[2].size === 31, everyWeekday: sets[4].size === 7, everyHour: sets[1].size === 24 };
}
function num(a, b) { return a - b; }
var DAY = 1440;
function fits(cron, day) { // day: whole days since 1970
  var date = new Date(day * 864e5);
  if (!cron.months.has(date.getUTCMonth() + 1)) return false;
  var dom = cron.days.has(date.getUTCDate()), dow = cron.weekdays.has(date.getUTCDay());
  if (cron.everyDay) return dow;
  if (cron.everyWeekday) return dom;
  return dom || dow;
}
function step(cron, wall, way) { // the first time after (way 1) or before (way -1)
  var day = Math.floor(wall / DAY), rest = wall - day * DAY;
  for (var tries = 0; tries < 366 * 50; tries++, day += way, rest = way > 0 ? -1 : DAY) {
    if (!fits(cron, day)) continue;
    var hours = way > 0 ? cron.hours : cron.hours.slice().reverse();
    var minutes = way > 0 ? cron.minutes : cron.minutes.slice().reverse();
    for (var h of hours) for (var m of minutes) { var at = h * 60 + m; if (way > 0 ? at > rest : at < rest) return day * DAY + at; }
  }
  throw new Error("no such date");
}
function zone(changes) {
  function offset(utc) { var o = changes[0][1]; for (var i = 1; i < changes.length && changes[i][0] <= utc; i++) o = changes[i][1]; return o; }
  return {
    wall: function (utc) { return utc + offset(utc); },
    utc: function (wall) {
      for (var i = changes.length - 1; i > 0; i--) {
        var t = changes[i][0], o1 = changes[i - 1][1], o2 = changes[i][1];
        if (wall >= t + Math.max(o1, o2)) return wall - o2;
        if (wall >= t + Math.min(o1, o2)) return o2 > o1 ? wall - o1 : wall - o2; // skipped, or twice: the second
      }
      return wall - changes[0][1];
    },
  };
}
function timetable(setting, zones) {
  var cron = parse(setting.cron), z = zone(zones[setting.zone]);
  function next(utc, way) {
    var wall = z.wall(utc), found = step(cron, wall, way);
    return cron.everyHour ? utc + found - wall : z.utc(found);
  }
  var after = function (t) { return next(t, 1); }, before = function (t) { return next(t, -1); };
  function up(t) { var n = after(t); return before(n) !== t ? n : t; }
  function down(t) { var p = before(t); return after(p) !== t ? p : t; }
  var start = time(setting.start), end = time(setting.end);
  return setting.timetable === "trigger" ? function (last, now) {
    function first() { var p = down(now), n = up(now); return now - p <= Math.max((n - p) / 10, 5) ? p : n; }
    var at;
    if (setting.catchup) at = last ? after(last.end) : start === null ? first() : up(start);
    else {
      var c = [down(now)];
      if (last) c.push(after(last.end)); else if (start === null) c.push(first());
      if (start !== null) c.push(up(start));
      at = Math.max.apply(null, c);
    }
    return end !== null && end < at ? null : { due: at, start: at, end: at };
  } : function (last, now) {
    var earliest = start;
    if (!setting.catchup) {
      var ls = before(now), ns = after(ls), s;
      if (ns === now) s = ls; else if (ns > now) s = before(ls); else throw new Error("next schedule shouldn't be earlier");
      earliest = start === null ? s : Math.max(s, up(start));
    } else if (start !== null) earliest = up(start);
    var at;
    if (!last) { if (earliest === null) return null; at = earliest; }
    else {
      var aligned = down(last.end);
      at = earliest !== null ? Math.max(aligned, earliest) : aligned;
      if (at <= last.start) { at = after(at); if (at <= last.start) throw new Error("no advance"); }
    }
    if (end !== null && at > end) return null;
    var e = after(at);
    return { due: e, start: at, end: e };
  };
}
function time(text) { return text ? Date.parse(text + "Z") / 6e4 : null; }
function text(t) { return new Date(t * 6e4).toISOString().slice(0, 16); }
function runs(setting, zones, most) {
  var ask = timetable(setting, zones), now = time(setting.now), clock = time(setting.on), pause = setting.pause && setting.pause.map(time);
  function awake(t) { return pause && pause[0] <= t && t < pause[1] ? pause[1] : t; }
  var found = [], last = null;
  while (found.length < most) {
    var info = ask(last, clock);
    if (!info || info.due > now) break;
    var made = awake(Math.max(clock, info.due));
    if (made > now) break;
    if (made > clock && made !== info.due) {
      clock = made; info = ask(last, clock);
      if (!info || info.due > now) break;
      made = awake(Math.max(clock, info.due));
      if (made > now) break;
    }
    clock = made; last = info;
    found.push([info.due, info.start, info.end, made].map(text));
  }
  return found;
}
var fs = require("fs"), cases = JSON.parse(fs.readFileSync(process.argv[2])), zones = JSON.parse(fs.readFileSync("/tmp/tr/zones.json"));
var bad = 0, t0 = Date.now();
cases.forEach(function (c, i) {
  var r; try { r = runs(c.setting, zones, 12); } catch (e) { r = "error: " + e.message; }
  var same = typeof c.runs === "string" ? typeof r === "string" : JSON.stringify(r) === JSON.stringify(c.runs);
  if (!same && bad++ < 6) console.log(i, JSON.stringify(c.setting), "\n A", JSON.stringify(c.runs).slice(0, 300), "\n J", JSON.stringify(r).slice(0, 300));
});
console.log(cases.length, "cases", bad, "differ", Date.now() - t0, "ms");

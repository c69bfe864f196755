// How far a reader is: shown on the home page, in the menu and at a lesson's end; exported, imported and forgotten.
//
// Each lesson has an entry in localStorage, "quiz_progress_" and its path: { version: 2, <question's id>: { correct,
// selectedValues }, right: { <id>: 1 }, section: <id>, at: <milliseconds> }. "right" keeps what was answered rightly
// once, whatever the next try brings. quizzes.js writes the answers. An entry without a version is from before
// November 2026 and has answers alone. Entries and answers that the course no longer has are kept, and not counted.

(function () {
  var KEY = "quiz_progress_";
  var FORMAT = "learn-data-orchestration-progress";
  var course = null; // course.json, once it was needed
  var asked = null;

  window.courseProgress = { changed: show, read: read, migrated: migrated };

  document$.subscribe(function () {
    show();
    var lesson = document.querySelector(".lesson-header");
    if (lesson) visit();
    wire();
  });
  addEventListener("storage", show);
  addEventListener("pageshow", show);
  document.addEventListener("visibilitychange", show);

  // What is saved

  function base() {
    return __md_scope.pathname;
  }

  function read(path) {
    try {
      var saved = JSON.parse(localStorage.getItem(KEY + path));
      if (saved instanceof Object && !Array.isArray(saved)) return migrated(saved);
    } catch (unreadable) {
      // the same as nothing
    }
    return {};
  }

  function migrated(saved) {
    if (saved.version === 2) return saved;
    var right = {};
    Object.keys(saved).forEach(function (id) {
      if (saved[id] instanceof Object && saved[id].correct === true) right[id] = 1;
    });
    return Object.assign({}, saved, { version: 2, right: right });
  }

  function write(path, saved) {
    try {
      localStorage.setItem(KEY + path, JSON.stringify(saved));
      return true;
    } catch (full) {
      return false;
    }
  }

  function savedPaths() {
    return Object.keys(localStorage)
      .filter(function (key) {
        return key.indexOf(KEY + base()) === 0;
      })
      .map(function (key) {
        return key.slice(KEY.length);
      });
  }

  // Where the reader is in a lesson: the last section whose title was on the screen.

  function visit() {
    var path = location.pathname;
    var waiting = 0;
    function note() {
      waiting = 0;
      if (location.pathname !== path) return removeEventListener("scroll", later);
      var seen = Array.from(document.querySelectorAll(".md-content h2[id]")).filter(function (title) {
        return title.getBoundingClientRect().top < innerHeight / 2;
      });
      var section = seen.length ? seen[seen.length - 1].id : "";
      var saved = read(path);
      if (saved.at && saved.section === section) return;
      saved.version = 2;
      saved.section = section;
      saved.at = Date.now();
      if (write(path, saved)) show();
    }
    function later() {
      waiting = waiting || setTimeout(note, 400);
    }
    addEventListener("scroll", later, { passive: true });
    later();
  }

  // What it comes to

  function load() {
    asked =
      asked ||
      fetch(new URL("course.json", __md_scope)).then(function (answer) {
        if (!answer.ok) throw answer.status;
        return answer.json();
      });
    return asked;
  }

  function state(lesson) {
    var saved = read(base() + lesson.path);
    var right = lesson.questions.filter(function (id) {
      return (saved.right && saved.right[id]) || (saved[id] && saved[id].correct === true);
    }).length;
    var begun = right > 0 || !!saved.section; // opened alone is not begun
    lesson.questions.forEach(function (id) {
      if (saved[id]) begun = true;
    });
    var total = lesson.questions.length;
    var done = right === total && (total > 0 || begun);
    return { right: right, done: done, begun: begun, section: saved.section || "", at: saved.at || 0 };
  }

  function show() {
    var home = document.querySelector(".home-hero");
    if (!savedPaths().length && !course) return;
    load().then(function (found) {
      course = found;
      var lessons = course.modules.flatMap(function (module) {
        return module.lessons;
      });
      var states = new Map(
        lessons.map(function (lesson) {
          return [lesson.path, state(lesson)];
        }),
      );
      markMenu(states);
      if (home) showHome(lessons, states);
      showEnd(lessons, states);
    }, function () {
      asked = null; // offline perhaps: the next page asks again
    });
  }

  function pathOf(link) {
    return link.pathname.indexOf(base()) === 0 ? link.pathname.slice(base().length) : null;
  }

  function say(element, text) {
    if (element && element.textContent !== text) element.textContent = text;
  }

  function mark(link, found, where) {
    var words = !found || !found.begun ? "" : found.done ? "done" : "under way";
    link.classList.toggle("lesson--done", words === "done");
    link.classList.toggle("lesson--begun", words === "under way");
    var note = link.querySelector(".lesson-state");
    if (!words) return note && note.remove();
    if (!note) {
      note = document.createElement("span");
      note.className = "lesson-state " + where;
      link.append(note);
    }
    say(note, where ? words : " (" + words + ")");
  }

  function markMenu(states) {
    document.querySelectorAll(".md-nav--primary a.md-nav__link").forEach(function (link) {
      var path = link.hash ? null : pathOf(link); // the sections of the page are in the menu too
      if (states.has(path)) mark(link, states.get(path), "");
    });
  }

  function showHome(lessons, states) {
    var done = lessons.filter(function (lesson) {
      return states.get(lesson.path).done;
    });
    var begun = lessons.filter(function (lesson) {
      return states.get(lesson.path).begun;
    });
    document.querySelectorAll(".home-modules a").forEach(function (link) {
      mark(link, states.get(pathOf(link)), "lesson-state--shown");
    });
    document.querySelectorAll(".home-modules > li").forEach(function (item, index) {
      var module = course.modules[index];
      var finished = module.lessons.filter(function (lesson) {
        return states.get(lesson.path).done;
      }).length;
      var some = module.lessons.some(function (lesson) {
        return states.get(lesson.path).begun;
      });
      var words = finished + " of " + module.lessons.length + " done";
      if (finished === module.lessons.length) words = "done";
      else if (!some) words = begun.length ? "not started" : "";
      say(item.querySelector("[data-module-state]"), words);
    });
    var box = document.querySelector(".home-progress");
    box.hidden = !begun.length;
    box.querySelector("progress").max = lessons.length;
    box.querySelector("progress").value = done.length;
    say(box.querySelector("[data-done]"), done.length + " of " + lessons.length + " lessons done");
    var next = following(lessons, states);
    var link = document.querySelector("[data-continue]");
    if (!begun.length) {
      link.href = new URL(lessons[0].path, __md_scope);
      say(link, "Start the course");
      return;
    }
    if (!next) {
      link.href = "#course";
      say(link, "All lessons done");
      return;
    }
    var section = states.get(next.path).section;
    link.href = new URL(next.path + (section ? "#" + section : ""), __md_scope);
    say(link, "Continue: " + next.title);
  }

  // The lesson that was read last if it is not done, or else the first after it that is not.
  function following(lessons, states) {
    var last = lessons.reduce(function (newest, lesson, index) {
      return states.get(lesson.path).at > (newest < 0 ? 0 : states.get(lessons[newest].path).at) ? index : newest;
    }, -1);
    var from = Math.max(last, 0);
    return lessons.slice(from).concat(lessons.slice(0, from)).find(function (lesson) {
      return !states.get(lesson.path).done;
    });
  }

  function showEnd(lessons, states) {
    var place = document.querySelector("[data-lesson-done]");
    if (!place) return;
    var found = states.get(pathOf(location));
    var count = lessons.filter(function (lesson) {
      return states.get(lesson.path).done;
    }).length;
    say(place, found && found.done ? "Lesson done: " + count + " of " + lessons.length + "." : "");
  }

  // To another device, and back to the beginning

  function wire() {
    var tools = document.querySelector(".home-tools");
    if (!tools) return;
    var note = tools.querySelector("[role=status]");
    tools.querySelector("[data-export]").onclick = function () {
      var lessons = {};
      savedPaths().forEach(function (path) {
        lessons[path.slice(base().length)] = read(path);
      });
      var file = new Blob([JSON.stringify({ format: FORMAT, version: 2, lessons: lessons }, null, 1)], {
        type: "application/json",
      });
      var link = document.createElement("a");
      link.href = URL.createObjectURL(file);
      link.download = "learn-data-orchestration-progress.json";
      link.click();
      setTimeout(URL.revokeObjectURL, 10000, link.href);
      note.textContent = "Saved to a file: " + Object.keys(lessons).length + " lessons.";
    };
    var input = tools.querySelector("input[type=file]");
    tools.querySelector("[data-import]").onclick = function () {
      input.click();
    };
    input.onchange = function () {
      if (!input.files.length) return;
      input.files[0].text().then(function (text) {
        note.textContent = take(text);
        input.value = "";
        show();
      });
    };
    ask(tools.querySelector("[data-forget]"), {
      question: "Forget all answers and places on this device?",
      yes: "Yes, forget all",
      done: "All forgotten.",
      forget: function () {
        var before = savedPaths().map(function (path) {
          return [KEY + path, localStorage.getItem(KEY + path)];
        });
        before.forEach(function (entry) {
          localStorage.removeItem(entry[0]);
        });
        show();
        return function () {
          before.forEach(function (entry) {
            localStorage.setItem(entry[0], entry[1]);
          });
          show();
        };
      },
    });
  }

  // Merges a file into what is here: of each answer the better one, of each lesson the later place.
  function take(text) {
    var file;
    try {
      file = JSON.parse(text);
    } catch (unreadable) {
      file = null;
    }
    if (!file || file.format !== FORMAT || !(file.lessons instanceof Object)) {
      return "This file has no progress of this course. Choose one that was saved here.";
    }
    if (file.version > 2) return "This file comes from a newer version of the course. Reload this page, then try again.";
    var changed = 0;
    var lost = false;
    Object.keys(file.lessons).forEach(function (path) {
      if (!(file.lessons[path] instanceof Object)) return;
      var theirs = migrated(file.lessons[path]);
      var ours = read(base() + path);
      var merged = Object.assign({}, theirs, ours, { version: 2, right: Object.assign({}, theirs.right, ours.right) });
      Object.keys(theirs).forEach(function (id) {
        var better = theirs[id] instanceof Object && theirs[id].correct === true && ours[id] && ours[id].correct !== true;
        if (better && id !== "right") merged[id] = theirs[id];
      });
      if ((theirs.at || 0) > (ours.at || 0)) {
        merged.at = theirs.at;
        merged.section = theirs.section;
      }
      if (JSON.stringify(merged) === JSON.stringify(ours)) return;
      if (write(base() + path, merged)) changed += 1;
      else lost = true;
    });
    if (lost) return "Not all of it fits: the space that this browser has for this site is full.";
    return changed ? "Taken over: " + changed + (changed === 1 ? " lesson." : " lessons.") : "Nothing in it is new here.";
  }

  // Asks in the page before something is forgotten, and offers to undo it.
  window.courseProgress.ask = ask;
  function ask(button, what) {
    button.onclick = function () {
      var box = document.createElement("div");
      box.className = "forget";
      box.innerHTML =
        '<p role="status"></p><button type="button" class="md-button"></button> ' +
        '<button type="button" class="md-button">Keep them</button>';
      box.querySelector("p").textContent = what.question;
      var yes = box.querySelectorAll("button")[0];
      var no = box.querySelectorAll("button")[1];
      yes.textContent = what.yes;
      button.hidden = true;
      button.after(box);
      yes.focus();
      function end() {
        box.remove();
        button.hidden = false;
        button.focus();
      }
      no.onclick = end;
      box.onkeydown = function (event) {
        if (event.key === "Escape") end();
      };
      yes.onclick = function () {
        var undo = what.forget();
        box.querySelector("p").textContent = what.done;
        yes.textContent = "Undo";
        no.textContent = "Close";
        yes.focus();
        yes.onclick = function () {
          undo();
          end();
        };
      };
    };
  }
})();

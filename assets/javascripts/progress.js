// How far a reader is: shown on the home page, in the menu and at a lesson's end; exported, imported and forgotten.
//
// Of each lesson localStorage has the answers, as mkdocs-quiz keeps them and quizzes.js writes them, under
// "quiz_progress_" and the lesson's path: { <question's id>: { answered, correct, selectedValues } }. Beside them, under
// "course_progress_" and the path, it has { version: 2, right: { <id>: 1 }, section: <id>, at: <milliseconds> }. "right"
// is what was answered rightly once, whatever the next try brings. Answers without it are from before November 2026:
// it is made from them. What the course no longer has is kept, and not counted. Where a lesson has moved, what was
// saved at its former address comes along.

(function () {
  var ANSWERS = "quiz_progress_";
  var PLACE = "course_progress_";
  var FORMAT = "learn-data-orchestration-progress";
  var VERSION = 2;
  var course = null; // course.json, once it was needed
  var asked = null;

  window.courseProgress = { changed: show, read: read, write: write, askAfter: askAfter };

  document$.subscribe(function () {
    show();
    var lesson = document.querySelector(".lesson-header");
    if (lesson) visit();
    wire();
    document.querySelectorAll("[data-exercise]").forEach(wireExercise);
  });
  addEventListener("storage", show);
  addEventListener("pageshow", show);
  document.addEventListener("visibilitychange", show);

  // What is saved

  function base() {
    return __md_scope.pathname;
  }

  function parsed(key) {
    try {
      var saved = JSON.parse(localStorage.getItem(key));
      if (saved instanceof Object && !Array.isArray(saved)) return saved;
    } catch (unreadable) {
      // the same as nothing
    }
    return {};
  }

  // Reads all of a lesson, in today's form whatever wrote it.
  function read(path) {
    return whole(parsed(ANSWERS + path), parsed(PLACE + path));
  }

  function whole(answers, place) {
    var right = {};
    [place.right, answers].forEach(function (found, index) {
      Object.keys(found instanceof Object ? found : {}).forEach(function (id) {
        if (!index || isRight(answers[id])) right[id] = 1;
      });
    });
    return { answers: answers, right: right, section: place.section || "", at: place.at || 0 };
  }

  function isRight(entry) {
    return entry instanceof Object && entry.correct === true;
  }

  function write(path, entry) {
    var place = { version: VERSION, right: entry.right, section: entry.section, at: entry.at };
    try {
      put(ANSWERS + path, entry.answers);
      put(PLACE + path, entry.at || Object.keys(entry.right).length ? place : {});
      return true;
    } catch (full) {
      return false;
    }
  }

  function put(key, value) {
    var text = JSON.stringify(value);
    if (text === "{}") localStorage.removeItem(key);
    else if (text !== localStorage.getItem(key)) localStorage.setItem(key, text);
  }

  function savedPaths() {
    var found = {};
    Object.keys(localStorage).forEach(function (key) {
      [ANSWERS, PLACE].forEach(function (begins) {
        if (key.indexOf(begins + base()) === 0) found[key.slice(begins.length)] = 1;
      });
    });
    return Object.keys(found);
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

  // An exercise is met on the learner's machine, and `make check` tells the line that says so.

  function wireExercise(box) {
    var code = box.dataset.exercise;
    var form = box.querySelector("form");
    form.hidden = false;
    form.onsubmit = function (event) {
      event.preventDefault();
      var input = form.querySelector("input");
      var saved = read(location.pathname);
      if (input.value.replace("Met:", "").trim() !== code) {
        var name = code.slice(0, code.lastIndexOf("-"));
        say(form.querySelector("[role=status]"), "That is not the line. It is the last one that make check EXERCISE=" + name + " shows.");
        return input.focus();
      }
      saved.right[code] = 1;
      if (write(location.pathname, saved)) show();
      else say(form.querySelector("[role=status]"), "It can't be kept: the space that this browser has for this site is full.");
    };
    showExercise(box);
  }

  function showExercise(box) {
    var met = !!read(location.pathname).right[box.dataset.exercise];
    if (met === box.classList.contains("exercise--met")) return;
    box.classList.toggle("exercise--met", met);
    var form = box.querySelector("form");
    form.querySelectorAll("label, button").forEach(function (part) {
      part.hidden = met;
    });
    say(form.querySelector("[role=status]"), met ? "Met, and counted." : "");
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
      return saved.right[id];
    }).length;
    var answered = lesson.questions.some(function (id) {
      return saved.answers[id];
    });
    var done = right === lesson.questions.length && right > 0;
    return {
      done: done,
      begun: done || answered || right > 0 || !!saved.section, // opened alone is not begun
      section: saved.section,
      at: saved.at,
    };
  }

  function show() {
    var home = document.querySelector(".home-hero");
    document.querySelectorAll("[data-exercise]").forEach(showExercise);
    savedPaths().forEach(function (path) {
      write(path, read(path)); // notes what is right now
    });
    if (!savedPaths().length && !course) return;
    load().then(function (found) {
      course = found;
      var lessons = course.modules.flatMap(function (module) {
        return module.lessons;
      });
      if (lessons.filter(bringAlong).length) return dispatchEvent(new Event("storage")); // for the questions too
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

  // Moves what was saved at a lesson's former addresses to it, and returns whether there was anything.
  function bringAlong(lesson) {
    return lesson.formerly.filter(function (former) {
      if (savedPaths().indexOf(base() + former) < 0) return false;
      var moved = merge(read(base() + lesson.path), read(base() + former));
      return write(base() + lesson.path, moved) && write(base() + former, { answers: {}, right: {} });
    }).length;
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
    say(box.querySelector("[data-done]"), done.length + " of " + lessons.length + " lessons done" + exercises(lessons));
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

  // Counted beside the lessons: whoever reads on a phone can be done with a lesson, and meet its exercises later.
  function exercises(lessons) {
    var all = 0;
    var met = 0;
    lessons.forEach(function (lesson) {
      var right = read(base() + lesson.path).right;
      all += lesson.exercises.length;
      met += lesson.exercises.filter(function (code) {
        return right[code];
      }).length;
    });
    return met ? ", " + met + " of " + all + " exercises met" : "";
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
      var file = new Blob([JSON.stringify({ format: FORMAT, version: VERSION, lessons: lessons }, null, 1)], {
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
    var forget = tools.querySelector("[data-forget]");
    forget.onclick = askAfter.bind(null, forget, {
      question: "Forget all answers and places on this device?",
      yes: "Yes, forget all",
      done: "All forgotten.",
      forget: function () {
        var before = savedPaths().map(function (path) {
          return [path, read(path)];
        });
        before.forEach(function (entry) {
          write(entry[0], { answers: {}, right: {} });
        });
        show();
        return function () {
          before.forEach(function (entry) {
            write(entry[0], entry[1]);
          });
          show();
        };
      },
    });
  }

  // Merges what was saved of a lesson twice: of each answer the better one, and the later place.
  function merge(ours, theirs) {
    var merged = {
      answers: Object.assign({}, theirs.answers, ours.answers),
      right: Object.assign({}, theirs.right, ours.right),
      section: theirs.at > ours.at ? theirs.section : ours.section,
      at: Math.max(theirs.at, ours.at),
    };
    Object.keys(theirs.answers).forEach(function (id) {
      if (isRight(theirs.answers[id]) && !isRight(ours.answers[id])) merged.answers[id] = theirs.answers[id];
    });
    return merged;
  }

  // Merges a file into what is here.
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
    if (file.version > VERSION) return "This file comes from a newer version of the course. Reload this page, then try again.";
    var changed = 0;
    var lost = false;
    Object.keys(file.lessons).forEach(function (path) {
      var found = file.lessons[path];
      if (!(found instanceof Object) || !(found.answers instanceof Object)) return;
      var ours = read(base() + path);
      var merged = merge(ours, whole(found.answers, found));
      if (JSON.stringify([merged.answers, merged.right]) === JSON.stringify([ours.answers, ours.right])) return;
      if (write(base() + path, merged)) changed += 1;
      else lost = true;
    });
    if (lost) return "Not all of it fits: the space that this browser has for this site is full.";
    return changed ? "Loaded: " + changed + (changed === 1 ? " lesson." : " lessons.") : "Nothing in it is new here.";
  }

  // Asks in the page, after a button, before something is forgotten, and offers to undo it.
  function askAfter(button, what) {
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
  }
})();

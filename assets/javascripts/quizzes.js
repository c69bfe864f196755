// Questions: what mkdocs-quiz's own script, which the build puts above this one, leaves open.
// Runs once on each page with a question, also after an in-site click.

(function () {
  var quizzes = Array.from(document.querySelectorAll(".quiz"));
  var key = "quiz_progress_" + location.pathname;
  var kept = answersIn(stored()).answers; // as this page last read or saved them, by question
  var unkept = false; // whether an answer given here could not be saved
  var note = document.createElement("p"); // which says so
  var following = false; // while answers of another tab are being shown

  // An in-site click leaves this page, but not what listens on the window.
  if (window.leaveQuizPage) window.leaveQuizPage.abort();
  window.leaveQuizPage = new AbortController();
  var here = { signal: window.leaveQuizPage.signal };

  save(kept); // answers found under a former id get their new one
  keepTheReaderWhereTheyAre();
  quizzes.forEach(function (quiz) {
    quiz.addEventListener("submit", refuseEmptyAnswer, true); // before mkdocs-quiz sees it
  });
  window.addEventListener("quizProgressUpdate", showAnswered, here);

  // mkdocs-quiz keeps all answers of the page in memory, and would write them over those of another
  // tab. What it takes for localStorage is this: the build makes it a parameter.
  mkdocsQuiz({
    getItem: function () {
      return JSON.stringify(kept);
    },
    setItem: function (_, answers) {
      if (following) return;
      unkept = !save(JSON.parse(answers)) || localStorage.forgets === true;
      if (!unkept) note.remove();
    },
    removeItem: function () {},
  });

  // A tab that was asleep, or comes back with the Back button, may have missed an event.
  window.addEventListener("storage", followOtherTabs, here);
  window.addEventListener("pageshow", followOtherTabs, here);
  document.addEventListener("visibilitychange", followOtherTabs, here);

  quizzes.forEach(function (quiz) {
    addVerdict(quiz); // of an answer given on an earlier visit
    quiz.querySelector("form").addEventListener("submit", function () {
      addVerdict(quiz);
    });
    quiz.querySelector(".quiz-reset-button").addEventListener("click", function () {
      // The note stays when its verdict goes, out of what is announced: it was heard.
      if (unkept && note.textContent && !note.isConnected) quiz.querySelector(".quiz-feedback").after(note);
      if (!following) choicesOf(quiz)[0].focus(); // the button that had the focus is gone
    });
    quiz.addEventListener("change", withdrawAnswer);
  });

  function stored() {
    try {
      var saved = JSON.parse(localStorage.getItem(key));
      if (saved instanceof Object && !Array.isArray(saved)) return saved;
    } catch (unreadable) {
      // the same as nothing
    }
    return {};
  }

  // Which questions of this page have an answer in the storage, and whose each entry is. An entry under
  // a question's former id, with the answers' former values, belongs to the first question it fits.
  function answersIn(saved) {
    var answers = {};
    var owners = {};
    function look(quiz, id, valueOf) {
      var answer = id in owners ? null : answerIn(saved[id], quiz, valueOf);
      if (!answer) return;
      owners[id] = quiz.id;
      answers[quiz.id] = answers[quiz.id] || answer; // what was said under the present id counts
    }
    quizzes.forEach(function (quiz) {
      look(quiz, quiz.id, function (choice) {
        return choice.value;
      });
    });
    quizzes.forEach(function (quiz) {
      look(quiz, quiz.dataset.formerId || quiz.id, function (choice) {
        return choice.dataset.formerValue || choice.value;
      });
    });
    return { answers: answers, owners: owners };
  }

  // An answer counts if it was given with choices that the question still has.
  function answerIn(entry, quiz, valueOf) {
    var values = entry && entry.selectedValues;
    if (!Array.isArray(values) || !values.length) return null;
    var choices = choicesOf(quiz);
    var chosen = choices.filter(function (choice) {
      return values.includes(valueOf(choice));
    });
    var known = values.every(function (value) {
      return chosen.map(valueOf).includes(value);
    });
    if (!known || chosen.length !== values.length) return null;
    if (chosen.length > 1 && chosen[0].type === "radio") return null;
    return {
      answered: true,
      correct: choices.every(function (choice) {
        return isRight(choice) === chosen.includes(choice);
      }),
      selectedValues: chosen.map(function (choice) {
        return choice.value;
      }),
    };
  }

  // Saves what changed on this page, and leaves the rest as it is: another tab may have changed it
  // meanwhile, and another version of the page may have questions that this one has not.
  function save(answers) {
    var saved = stored();
    var found = answersIn(saved);
    Object.assign(saved, found.answers);
    quizzes.forEach(function (quiz) {
      var answer = answers[quiz.id];
      if (isSame(answer, kept[quiz.id])) return;
      if (answer) saved[quiz.id] = answer;
      else {
        Object.keys(saved).forEach(function (id) {
          if (id === quiz.id || found.owners[id] === quiz.id) delete saved[id];
        });
      }
    });
    try {
      var text = JSON.stringify(saved);
      if (text !== (localStorage.getItem(key) || "{}")) localStorage.setItem(key, text);
    } catch (full) {
      return false;
    }
    kept = answers;
    if (window.courseProgress) courseProgress.changed();
    return true;
  }

  // Shows what another tab saved, by the means that a learner has.
  function followOtherTabs() {
    if (!quizzes[0].isConnected) return; // an in-site click is about to show another page
    var found = answersIn(stored()).answers;
    following = true;
    quizzes.forEach(function (quiz) {
      var answer = found[quiz.id];
      if (isSame(answer, kept[quiz.id])) return;
      var focus = document.activeElement;
      var focused = quiz.contains(focus);
      var feedback = quiz.querySelector(".quiz-feedback");
      feedback.focus = function () {}; // the learner may be elsewhere
      quiz.querySelector(".quiz-reset-button").click();
      if (answer) {
        choicesOf(quiz).forEach(function (choice) {
          choice.checked = answer.selectedValues.includes(choice.value);
        });
        quiz.querySelector("form").dispatchEvent(new Event("submit", { cancelable: true }));
      }
      delete feedback.focus;
      if (focused && !focus.checkVisibility()) choicesOf(quiz)[0].focus();
    });
    following = false;
    kept = found;
  }

  function isSame(answer, other) {
    return JSON.stringify(answer && answer.selectedValues) === JSON.stringify(other && other.selectedValues);
  }

  // With the last answer mkdocs-quiz scrolls to the result, away from the explanation just given.
  function keepTheReaderWhereTheyAre() {
    var results = document.getElementById("quiz-results");
    if (!results) return;
    results.scrollIntoView = function () {};
    askBeforeReset(results.querySelector(".quiz-results-reset"));
  }

  // mkdocs-quiz's own button forgets the answers at once; ours asks first, and can undo it.
  function askBeforeReset(button) {
    var ours = button.cloneNode(true);
    ours.className = "quiz-results-forget md-button";
    ours.textContent = "Start this lesson's questions over";
    button.hidden = ours.hidden = true;
    button.closest(".quiz-results").append(ours);
    ours.onclick = function () {
      courseProgress.askAfter(ours, {
        question: "Forget your answers to the questions of this lesson?",
        yes: "Yes, forget them",
        done: "Forgotten.",
        forget: function () {
          var before = courseProgress.read(location.pathname);
          // It would ask once more, in a window of the browser.
          var confirm = window.confirm;
          window.confirm = function () {
            return true;
          };
          button.click();
          window.confirm = confirm;
          courseProgress.write(location.pathname, { answers: stored(), right: {}, section: before.section, at: before.at });
          courseProgress.changed();
          return function () {
            courseProgress.write(location.pathname, before);
            followOtherTabs();
            courseProgress.changed();
          };
        },
      });
    };
  }

  function refuseEmptyAnswer(event) {
    var quiz = event.currentTarget;
    if (choicesOf(quiz).some(isChosen)) return;
    event.preventDefault();
    event.stopPropagation();
    verdict(quiz, "Choose an answer first.");
    choicesOf(quiz)[0].focus();
  }

  // Another choice after the verdict is a new try: the old marks would tell something false.
  function withdrawAnswer(event) {
    var quiz = event.currentTarget;
    if (!quiz.querySelector(".quiz-feedback-item")) return;
    var chosen = choicesOf(quiz).filter(isChosen);
    quiz.querySelector(".quiz-reset-button").click();
    chosen.forEach(function (choice) {
      choice.checked = true;
    });
    event.target.focus();
  }

  // Says in words what mkdocs-quiz says by color, above the reasons that it shows.
  function addVerdict(quiz) {
    var choices = choicesOf(quiz);
    var chosen = choices.filter(isChosen);
    var items = quiz.querySelectorAll(".quiz-feedback-item");
    if (!items.length) return;
    var right = choices.filter(isRight);
    var found = chosen.filter(isRight);
    var wrong = chosen.length - found.length;
    items.forEach(function (item, index) {
      item.classList.toggle("correct", isRight(chosen[index]));
      item.classList.toggle("incorrect", !isRight(chosen[index]));
      // In full: mkdocs-quiz cuts long answers short in their badge.
      var badge = item.querySelector(".quiz-feedback-badge");
      if (badge) badge.textContent = (isRight(chosen[index]) ? "Right: " : "Wrong: ") + badge.title;
    });
    if (found.length === right.length && !wrong) {
      verdict(quiz, right.length > 1 ? "Correct. These are all the right answers." : "Correct.");
    } else if (right.length === 1) {
      verdict(quiz, "Not quite. Read why, then try again.");
    } else {
      var missed = "You found " + found.length + " of the " + right.length + " right answers";
      verdict(quiz, "Not quite. " + missed + (wrong ? ", and chose " + wrong + " wrong." : "."));
    }
    quiz.classList.toggle("quiz--missed", found.length < right.length || wrong > 0);
    sayWhatIsUnkept(quiz);
  }

  function verdict(quiz, text) {
    var feedback = quiz.querySelector(".quiz-feedback");
    var line = feedback.querySelector(".quiz-verdict") || document.createElement("p");
    line.className = "quiz-verdict";
    line.textContent = text;
    feedback.prepend(line);
    feedback.classList.remove("hidden");
  }

  // Once on the page, in the first verdict that could not be kept: there it is seen, and heard.
  function sayWhatIsUnkept(quiz) {
    if (!unkept || note.isConnected) return;
    note.className = "quiz-unkept";
    note.textContent = localStorage.forgets
      ? "Your answers can't be kept: this browser does not let this site save anything. " +
        "You can go on, but your answers will be gone once you close or reload this page."
      : "Your new answers can't be kept: the space that this browser has for this site is full. " +
        "You can go on, but they will be gone once you leave or reload this page. Your earlier answers stay.";
    quiz.querySelector(".quiz-verdict").after(note);
  }

  function showAnswered(event) {
    var place = document.querySelector("[data-quiz-answered]");
    if (place) place.textContent = event.detail.answered + " of " + event.detail.total + " questions answered";
    showResult(event.detail.answered, event.detail.total);
  }

  // A percentage would tell who answered all of them in part that they have nothing.
  function showResult(answered, total) {
    var results = document.getElementById("quiz-results");
    if (!results) return;
    var right = window.courseProgress ? courseProgress.read(location.pathname).right : {};
    var count = quizzes.filter(function (quiz) {
      return right[quiz.id] || (kept[quiz.id] && kept[quiz.id].correct);
    }).length;
    setTimeout(function () {
      results.querySelector(".quiz-results-title").textContent = "All questions answered";
      results.querySelector(".quiz-results-score-value").textContent =
        count === total ? "100%" : count + " of " + total + " right";
      results.querySelector(".quiz-results-message").textContent =
        count === total ? "You have understood this lesson." : "Read why, then try the others again.";
      results.querySelector(".quiz-results-forget").hidden = !answered && !count;
    });
  }

  function choicesOf(quiz) {
    return Array.from(quiz.querySelectorAll('fieldset input[name="answer"]'));
  }

  function isChosen(choice) {
    return choice.checked;
  }

  function isRight(choice) {
    return choice.hasAttribute("data-correct");
  }
})();

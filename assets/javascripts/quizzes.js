// Questions: what mkdocs-quiz's own script, which the build puts above this one, leaves open.
// Runs once on each page with a question, also after an in-site click.

(function () {
  var quizzes = Array.from(document.querySelectorAll(".quiz"));

  forgetStaleAnswers();
  keepTheReaderWhereTheyAre();
  quizzes.forEach(function (quiz) {
    quiz.addEventListener("submit", refuseEmptyAnswer, true); // before mkdocs-quiz sees it
  });
  window.removeEventListener("quizProgressUpdate", window.showAnswered);
  window.showAnswered = showAnswered;
  window.addEventListener("quizProgressUpdate", showAnswered);

  mkdocsQuiz();

  quizzes.forEach(function (quiz) {
    addVerdict(quiz); // of an answer given on an earlier visit
    quiz.querySelector("form").addEventListener("submit", function () {
      addVerdict(quiz);
    });
    quiz.querySelector(".quiz-reset-button").addEventListener("click", function () {
      quiz.querySelector("input").focus(); // the button that had the focus is gone
    });
    quiz.addEventListener("change", withdrawAnswer);
  });

  // mkdocs-quiz counts every saved answer, and stops at one that it can't read. Keep only answers
  // to questions that are on the page, given with choices that they still have.
  function forgetStaleAnswers() {
    var key = "quiz_progress_" + location.pathname;
    try {
      var saved = JSON.parse(localStorage.getItem(key));
      if (saved === null) return;
      var kept = {};
      quizzes.forEach(function (quiz) {
        var answer = saved[quiz.id];
        if (!answer || !Array.isArray(answer.selectedValues) || !answer.selectedValues.length) return;
        var choices = Array.from(quiz.querySelectorAll("input"));
        var chosen = choices.filter(function (choice) {
          return answer.selectedValues.includes(choice.value);
        });
        if (chosen.length !== answer.selectedValues.length) return;
        var correct = choices.every(function (choice) {
          return isRight(choice) === chosen.includes(choice);
        });
        kept[quiz.id] = { answered: true, correct: correct, selectedValues: answer.selectedValues };
      });
      localStorage.setItem(key, JSON.stringify(kept));
    } catch (unreadable) {
      localStorage.removeItem(key);
    }
  }

  // With the last answer mkdocs-quiz scrolls to the result, away from the explanation just given.
  function keepTheReaderWhereTheyAre() {
    var results = document.getElementById("quiz-results");
    if (results) results.scrollIntoView = function () {};
    document.querySelectorAll(".quiz-results-reset").forEach(function (button) {
      button.addEventListener("click", function () {
        setTimeout(function () {
          if (!button.checkVisibility()) quizzes[0].querySelector("input").focus();
        });
      });
    });
  }

  function refuseEmptyAnswer(event) {
    var quiz = event.currentTarget;
    if (quiz.querySelector("input:checked")) return;
    event.preventDefault();
    event.stopPropagation();
    verdict(quiz, "Choose an answer first.");
    quiz.querySelector("input").focus();
  }

  // Another choice after the verdict is a new try: the old marks would tell something false.
  function withdrawAnswer(event) {
    var quiz = event.currentTarget;
    if (!quiz.querySelector(".quiz-feedback-item")) return;
    var chosen = Array.from(quiz.querySelectorAll("input:checked"));
    quiz.querySelector(".quiz-reset-button").click();
    chosen.forEach(function (choice) {
      choice.checked = true;
    });
    event.target.focus();
  }

  // Says in words what mkdocs-quiz says by color, above the reasons that it shows.
  function addVerdict(quiz) {
    var choices = Array.from(quiz.querySelectorAll("input"));
    var chosen = choices.filter(function (choice) {
      return choice.checked;
    });
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
  }

  function verdict(quiz, text) {
    var feedback = quiz.querySelector(".quiz-feedback");
    var line = feedback.querySelector(".quiz-verdict") || document.createElement("p");
    line.className = "quiz-verdict";
    line.textContent = text;
    feedback.prepend(line);
    feedback.classList.remove("hidden");
  }

  function showAnswered(event) {
    var place = document.querySelector("[data-quiz-answered]");
    if (place) place.textContent = event.detail.answered + " of " + event.detail.total + " questions answered";
  }

  function isRight(choice) {
    return choice.hasAttribute("data-correct");
  }
})();

// What Material leaves open for those who hear the page. Material calls this on each page that opens.

var arrived = false;
document$.subscribe(function () {
  var article = document.querySelector("article");
  if (arrived) focusTitle(article.querySelector("h1"));
  arrived = true;
  if (article.querySelector("pre > code")) unnameCopyButtons(article);
});

// After an in-site click the focus is nowhere, and nothing is said: move it to the new title.
function focusTitle(title) {
  if (!title || location.hash) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}

// The copy button of each code block, which may come late, is in a nav without a name, so that the
// list of landmarks would fill with nameless ones.
function unnameCopyButtons(article) {
  function unname() {
    article.querySelectorAll(".md-code__nav:not([role])").forEach(function (nav) {
      nav.setAttribute("role", "none");
    });
  }
  unname();
  new MutationObserver(unname).observe(article, { childList: true, subtree: true });
}

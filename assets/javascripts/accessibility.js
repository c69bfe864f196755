// What Material leaves open for those who hear the page.

// After an in-site click the focus is nowhere, and nothing is said: move it to the new title.
var arrived = false;
document$.subscribe(function () {
  var title = document.querySelector("article h1");
  if (arrived && title && !location.hash) {
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }
  arrived = true;
});

// The copy button of each code block is in a nav without a name, so that the list of landmarks
// fills with nameless ones.
new MutationObserver(function () {
  document.querySelectorAll(".md-code__nav:not([role])").forEach(function (nav) {
    nav.setAttribute("role", "none");
  });
}).observe(document.body, { childList: true, subtree: true });

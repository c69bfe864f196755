// Material puts the copy button of each code block into a nav without a name, so that the list of
// landmarks fills with nameless ones.

new MutationObserver(function () {
  document.querySelectorAll(".md-code__nav:not([role])").forEach(function (nav) {
    nav.setAttribute("role", "none");
  });
}).observe(document.body, { childList: true, subtree: true });

// Material trusts localStorage; here it is made trustworthy, so that no page breaks.
(function () {
  try {
    localStorage.length;
  } catch (disabled) {
    // A stand-in that forgets when the page closes.
    var kept = new Map();
    var stand = {
      getItem: function (key) { return kept.has(key) ? kept.get(key) : null; },
      setItem: function (key, value) { kept.set(key, String(value)); },
      removeItem: function (key) { kept.delete(key); },
      clear: function () { kept.clear(); },
      key: function (index) { return Array.from(kept.keys())[index] || null; },
      get length() { return kept.size; },
    };
    Object.defineProperty(window, "localStorage", { value: stand });
  }
  // Material keeps JSON under keys like "/.__palette", and stops at any that can't be read.
  for (var index = localStorage.length - 1; index >= 0; index--) {
    var key = localStorage.key(index);
    if (key.indexOf(".__") < 0) continue;
    try {
      JSON.parse(localStorage.getItem(key));
    } catch (corrupted) {
      localStorage.removeItem(key);
    }
  }
})();

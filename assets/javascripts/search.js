// The search worker: Material's own, which comes with the index when somebody searches, behind a door.
// Material hands every query to lunr, which takes punctuation for operators. Here a query becomes plain
// words, and words that belong together, as in airflow.sdk or in "exact words", must stand side by side.

var separator;
var shown; // the words of each section, by its address
var asked; // the words of the last query
var phrases; // those of them that must stand side by side

addEventListener("message", function (event) {
  if (!event.isTrusted) return; // from here to Material's worker
  event.stopImmediatePropagation();
  var message = event.data;
  if (message.type === 0) setUp(message.data); // the index
  if (message.type === 2) message.data = plainWords(message.data); // a query
  dispatchEvent(new MessageEvent("message", { data: message }));
});

function setUp(index) {
  separator = new RegExp(index.config.separator);
  shown = new Map();
  index.docs.forEach(function (section) {
    shown.set(section.location, " " + words(withoutTags(section.title + " " + section.text)).join(" ") + " ");
  });
  importScripts(new URL(location.hash.slice(1), location));
  var answer = postMessage;
  postMessage = function (message) {
    if (message.type === 3) message.data.items = ranked(together(message.data.items)); // what was found
    answer(message);
  };
}

function words(text) {
  return text.toLowerCase().split(separator).filter(Boolean);
}

function withoutTags(html) {
  return html.replace(/<[^>]*>/g, " ");
}

// Material takes each word for the beginning of one, unless a number says how much it counts.
function plainWords(query) {
  var loose = [];
  phrases = [];
  (query.match(/["“”][^"“”]+["“”]|\S+/g) || []).forEach(function (part) {
    var quoted = /^["“”].*["“”]$/.test(part);
    var found = words(quoted ? part : part.replace(/(\w)['’](s|t|d|m|re|ve|ll)(?!\w)/i, "$1"));
    if (found.length > 1 || (quoted && found.length)) phrases.push({ words: found, quoted: quoted });
    else loose = loose.concat(found);
  });
  asked = joinedWords();
  var telling = tellingWords(loose);
  asked = asked.concat(telling.length || asked.length ? telling : loose);
  return asked.map(function (word) {
    return word.length > 1 ? word : word + "^1";
  }).join(" ");
}

// "What are DAGs?" asks for dag.
function tellingWords(all) {
  return all.filter(lunr.stopWordFilter).map(function (word) {
    return word.length > 3 ? word.replace(/([^s])s$/, "$1") : word;
  });
}

// Keeps the sections that show the phrases or, if none does, those that show all of their words.
function together(pages) {
  var near = keep(pages, phrases);
  if (near.length || phrases.some(isExact)) return near;
  return keep(pages, joinedWords().map(function (word) {
    return { words: [word] };
  }));
}

function joinedWords() {
  return [].concat.apply([], phrases.map(function (phrase) {
    return phrase.words;
  }));
}

function isExact(phrase) {
  return phrase.quoted || phrase.words.some(isShort);
}

function isShort(word) {
  return word.length < 2;
}

function keep(pages, phrases) {
  var texts = phrases.map(function (phrase) {
    var text = " " + phrase.words.join(" ");
    // The last word may still be in the typing.
    return phrase.quoted || isShort(phrase.words[phrase.words.length - 1]) ? text + " " : text;
  });
  return pages.map(function (sections) {
    var kept = sections.filter(function (section) {
      return texts.every(function (text) {
        return shown.get(section.location).includes(text);
      });
    });
    // Material shows the page above its sections.
    var page = sections.find(function (section) {
      return !section.parent;
    });
    return kept.length && !kept.includes(page) ? kept.concat(Object.assign({}, page, { score: 0, terms: {} })) : kept;
  }).filter(function (kept) {
    return kept.length;
  });
}

function ranked(pages) {
  pages.forEach(function (sections) {
    sections.forEach(function (section) {
      // A title that is just what was asked: "DAG" before "DAG run".
      if (tellingWords(words(withoutTags(section.title))).join(" ") === asked.join(" ")) section.score *= 2;
      // Material would highlight these in the middle of words, and of &#39;.
      Object.keys(section.terms).forEach(function (word) {
        if (isShort(word) || "&amp; &lt; &gt; &quot; &#39;".includes(word)) delete section.terms[word];
      });
    });
    sections.sort(byScore);
  });
  return pages.sort(function (one, other) {
    return byScore(one[0], other[0]);
  });
}

function byScore(one, other) {
  return other.score - one.score;
}

// Opens a diagram or a picture of Airflow larger: as large as the window, and from there by wheel, fingers and keys.
// Listens on the document, so it works after an in-site click too.

document.addEventListener("click", function (event) {
  var place = event.target.closest(".diagram__picture, .diagram__enlarge, .picture__button");
  if (place) enlarge(place.closest("figure"));
});

function enlarge(figure) {
  var shown = Array.from(figure.querySelectorAll("svg.diagram__drawing, img")).find(function (one) {
    return one.getClientRects().length > 0;
  });
  var title = figure.querySelector(".diagram__title, .picture__title").textContent;
  var dialog = document.createElement("dialog");
  dialog.className = "enlarged";
  dialog.setAttribute("aria-labelledby", "enlarged-title");
  dialog.innerHTML =
    '<div class="enlarged__bar"><h2 id="enlarged-title"></h2><div class="enlarged__buttons">' +
    '<button type="button" data-zoom="1.4" aria-label="Larger">+</button>' +
    '<button type="button" data-zoom="0.7142857" aria-label="Smaller">−</button>' +
    '<button type="button" data-zoom="0">Fit</button>' +
    '<button type="button" class="enlarged__close">Close</button></div></div>' +
    '<div class="enlarged__picture" tabindex="0" role="group" aria-label="Picture: plus and minus change its size, ' +
    'the arrow keys move it"></div><p class="enlarged__hint">Larger: +, the wheel or two fingers. Move: drag, or the arrow keys.</p>';
  dialog.querySelector("h2").textContent = title;
  var frame = dialog.querySelector(".enlarged__picture");
  var picture = shown.cloneNode(true);
  if (shown.id) {
    // The copy needs ids of its own: an arrow head is looked up by id.
    frame.innerHTML = shown.outerHTML.replaceAll(shown.id, shown.id + "-enlarged");
    picture = frame.firstChild;
  } else {
    picture.loading = "eager";
    picture.removeAttribute("style");
    frame.append(picture);
  }
  var width = Number(picture.getAttribute("width"));
  var height = Number(picture.getAttribute("height"));
  var scale, x, y, smallest, largest;

  function fit() {
    smallest = Math.min(frame.clientWidth / width, frame.clientHeight / height);
    largest = Math.max(smallest, 1) * 6;
    scale = smallest;
    x = y = 0;
    show();
  }

  // Keeps the picture in its frame, and in the middle where it is smaller.
  function show() {
    var room = [frame.clientWidth - width * scale, frame.clientHeight - height * scale];
    x = room[0] > 0 ? room[0] / 2 : Math.min(0, Math.max(room[0], x));
    y = room[1] > 0 ? room[1] / 2 : Math.min(0, Math.max(room[1], y));
    picture.style.width = width * scale + "px";
    picture.style.transform = "translate(" + x + "px, " + y + "px)";
  }

  function zoom(factor, at) {
    var box = frame.getBoundingClientRect();
    var point = at ? [at[0] - box.left, at[1] - box.top] : [frame.clientWidth / 2, frame.clientHeight / 2];
    var next = Math.min(largest, Math.max(smallest, scale * factor));
    x = point[0] - ((point[0] - x) * next) / scale;
    y = point[1] - ((point[1] - y) * next) / scale;
    scale = next;
    show();
  }

  function move(right, down) {
    x += right;
    y += down;
    show();
  }

  dialog.addEventListener("click", function (event) {
    var button = event.target.closest("button");
    if (event.target === dialog || (button && !button.dataset.zoom)) dialog.close(); // the backdrop, or "Close"
    else if (button) Number(button.dataset.zoom) ? zoom(Number(button.dataset.zoom)) : fit();
  });
  dialog.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    var step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    var factor = { "+": 1.4, "=": 1.4, "-": 1 / 1.4 }[event.key];
    if (step) move(step[0], step[1]);
    else if (factor) zoom(factor);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  frame.addEventListener(
    "wheel",
    function (event) {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), [event.clientX, event.clientY]);
    },
    { passive: false },
  );

  // One finger, or the mouse, moves the picture; two change its size.
  var fingers = new Map();
  frame.addEventListener("pointerdown", function (event) {
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", function (event) {
    var before = fingers.get(event.pointerId);
    if (!before) return;
    var now = [event.clientX, event.clientY];
    var other = Array.from(fingers).find(function (finger) {
      return finger[0] !== event.pointerId;
    });
    if (other) {
      var middle = [(now[0] + other[1][0]) / 2, (now[1] + other[1][1]) / 2];
      zoom(distance(now, other[1]) / distance(before, other[1]), middle);
      move((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    } else move(now[0] - before[0], now[1] - before[1]);
    fingers.set(event.pointerId, now);
  });
  ["pointerup", "pointercancel"].forEach(function (type) {
    frame.addEventListener(type, function (event) {
      fingers.delete(event.pointerId);
    });
  });

  function distance(one, other) {
    return Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
  }

  dialog.addEventListener("close", function () {
    removeEventListener("resize", fit);
    dialog.remove();
    figure.querySelector("button").focus();
  });
  addEventListener("resize", fit);
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(".enlarged__close").focus();
  fit();
}

// Opens a diagram larger. Listens on the document, so it works after an in-site click too.

document.addEventListener("click", function (event) {
  var picture = event.target.closest(".diagram__picture, .diagram__enlarge");
  if (picture) enlarge(picture.closest(".diagram"));
});

function enlarge(figure) {
  var drawing = Array.from(figure.querySelectorAll("svg")).find(function (svg) {
    return svg.getClientRects().length > 0;
  });
  var dialog = document.createElement("dialog");
  dialog.className = "diagram-dialog";
  dialog.setAttribute("aria-labelledby", "diagram-dialog-title");
  dialog.innerHTML =
    '<div class="diagram-dialog__bar"><h2 id="diagram-dialog-title"></h2>' +
    '<button type="button" class="diagram-dialog__close">Close</button></div>' +
    '<div class="diagram-dialog__picture" tabindex="0" role="group" aria-label="Diagram"></div>';
  dialog.querySelector("h2").textContent = figure.querySelector(".diagram__title").textContent;
  // The copy needs ids of its own: an arrow head is looked up by id.
  dialog.querySelector(".diagram-dialog__picture").innerHTML = drawing.outerHTML.replaceAll(
    drawing.id,
    drawing.id + "-enlarged",
  );
  dialog.querySelector("button").addEventListener("click", function () {
    dialog.close();
  });
  dialog.addEventListener("click", function (event) {
    if (event.target === dialog) dialog.close(); // the backdrop
  });
  dialog.addEventListener("close", function () {
    dialog.remove();
    figure.querySelector(".diagram__enlarge").focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  var picture = dialog.querySelector(".diagram-dialog__picture");
  picture.scrollLeft = (picture.scrollWidth - picture.clientWidth) / 2; // where most drawings begin
}

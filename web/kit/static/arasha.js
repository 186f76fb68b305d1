// Comfort only: every page works without this file.
const body = document.body;
body.classList.add("js-enabled");

// A page with mistakes begins at their summary.
const summary = document.querySelector(".govuk-error-summary");
if (summary) {
  summary.setAttribute("tabindex", "-1");
  summary.focus();
}
for (const link of document.querySelectorAll(".govuk-error-summary a[href^='#']")) {
  link.addEventListener("click", (event) => {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    (target.closest("fieldset, .govuk-form-group") || target).scrollIntoView();
    target.focus({ preventScroll: true });
  });
}

// A second press within a second sends nothing twice.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.matches("[data-prevent-double-click]")) return;
  if (button.dataset.pressed) event.preventDefault();
  button.dataset.pressed = "yes";
  setTimeout(() => delete button.dataset.pressed, 1000);
});

// One answer that goes alone unticks the others, and the other way round.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches?.(".govuk-checkboxes__input") || !box.checked) return;
  const alone = box.dataset.behaviour === "exclusive";
  for (const other of box.closest(".govuk-checkboxes").querySelectorAll(".govuk-checkboxes__input")) {
    if (other !== box && (alone || other.dataset.behaviour === "exclusive")) other.checked = false;
  }
});

// Leaving quickly: the page goes dark at once, also on three presses of Shift.
const leave = document.querySelector("form[data-leave]");
if (leave) {
  leave.addEventListener("submit", () => {
    document.title = " ";
    document.documentElement.classList.add("leaving");
  });
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return void (presses = []);
    const now = Date.now();
    presses = [...presses.filter((at) => now - at < 3000), now];
    if (presses.length >= 3) leave.requestSubmit();
  });
}

// A page that the browser kept in memory is asked for anew, so that Back after leaving shows nothing.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.documentElement.classList.contains("leaving")) location.reload();
});

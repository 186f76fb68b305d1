// Comfort for the queue: j and k walk through the cases, Enter opens the one that is marked, / goes to the search. Everything works without it.
const rows = [...document.querySelectorAll("[data-row]")];
let now = -1;

function mark(next) {
  if (!rows.length) return;
  rows[now]?.classList.remove("row-now");
  now = Math.max(0, Math.min(rows.length - 1, next));
  rows[now].classList.add("row-now");
  rows[now].querySelector("a").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (event.key === "j") mark(now + 1);
  else if (event.key === "k") mark(now - 1);
  else if (event.key === "/") document.getElementById("q")?.focus();
  else return;
  event.preventDefault();
});

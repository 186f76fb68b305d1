// Comfort for the queue. j and k walk through the cases, Enter or o opens the one that is marked, x ticks it, a acts on what is
// ticked, c notes a call, / goes to the search, ? shows the keys. Everything works without it.
const rows = [...document.querySelectorAll("[data-row]")];
let now = -1;

function mark(next) {
  if (!rows.length) return;
  rows[now]?.classList.remove("row-now");
  now = Math.max(0, Math.min(rows.length - 1, next));
  rows[now].classList.add("row-now");
  rows[now].querySelector("a").focus();
}

function act() {
  const ticks = rows.map((row) => row.querySelector(".row-tick"));
  if (ticks[now] && !ticks.some((tick) => tick?.checked)) ticks[now].checked = true;
  document.querySelector("#bulk [data-key=a]")?.click();
}

function help() {
  const keys = document.getElementById("keys");
  if (!keys) return;
  keys.open = true;
  keys.querySelector("summary").focus();
}

const does = {
  j: () => mark(now + 1),
  k: () => mark(now - 1),
  x: () => rows[now]?.querySelector(".row-tick")?.click(),
  a: act,
  o: () => rows[now]?.querySelector("a").click(),
  c: () => rows[now] && location.assign(rows[now].dataset.call),
  "/": () => document.getElementById("q")?.focus(),
  "?": help,
};

// Whoever writes Kazakh or Russian has other letters on these keys: then the place of the key says which is meant.
function keyOf({ key, code, shiftKey }) {
  if (Object.hasOwn(does, key) || (key < "\x7f" && !".,".includes(key))) return key;
  if (code === "Slash") return shiftKey ? "?" : "/";
  return code.replace(/^Key/, "").toLowerCase();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  const key = keyOf(event);
  if (!Object.hasOwn(does, key)) return;
  event.preventDefault();
  does[key]();
});

// The badge: asks once a minute whether something happened, and says so. The table never moves by itself.
const news = document.getElementById("news");
if (news) {
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(news.dataset.news, { headers: { accept: "text/plain" } }).catch(() => null);
    if (answer?.ok && !answer.redirected) {
      const words = await answer.text();
      if (words && news.textContent !== words) news.textContent = words;
    }
  };
  setInterval(ask, 60000);
}

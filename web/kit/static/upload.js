// Comfort for sending files: progress beside each, and going on where the line broke. Without it the form sends itself whole.
const form = document.querySelector("form[data-upload]");
const words = form?.dataset;
const FORM = "application/x-www-form-urlencoded";
const LONGEST_WAIT = 30000;

class Refused extends Error {}

const wait = (ms) =>
  new Promise((done) => {
    const timer = setTimeout(done, ms);
    addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });

// One request, again and again while there is no connection or the service rests. What we are told for good is not repeated.
async function ask(path, body, headers, say) {
  for (let pause = 1000; ; pause = Math.min(pause * 2, LONGEST_WAIT)) {
    let answer;
    try {
      answer = await fetch(words.upload + path, { method: "POST", body, headers, credentials: "same-origin", redirect: "manual" });
    } catch {
      say(words.waiting);
      await wait(pause);
      continue;
    }
    const known = answer.headers.get("content-type")?.startsWith("application/json");
    if (known) {
      const told = await answer.json();
      if (answer.status === 422) throw new Refused(told.problem);
      if (answer.status !== 503) return told;
      say(told.problem);
    } else if (answer.status < 500) {
      throw new Refused(answer.status === 403 ? words.closed : words.failed);
    } else {
      say(words.waiting);
    }
    await wait(pause);
  }
}

function line(file) {
  const item = document.createElement("li");
  const bar = document.createElement("progress");
  const state = document.createElement("span");
  item.append(file.name, bar, state);
  bar.max = Math.max(file.size, 1);
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  return {
    item,
    at: (bytes) => {
      bar.value = bytes;
      state.textContent = `${words.sending}: ${Math.floor((100 * bytes) / bar.max)} %`;
    },
    say: (text) => (state.textContent = text),
    end: (text, wrong) => {
      bar.hidden = true;
      state.textContent = text;
      state.classList.toggle("wrong", wrong);
    },
  };
}

async function send(file, show, token) {
  const fields = (values) => new URLSearchParams({ csrf: token, ...values });
  const head = { "content-type": FORM };
  const begun = await ask("/begin", fields({ name: file.name, size: file.size, mark: String(file.lastModified) }), head, show.say);
  const { upload, part } = begun;
  let there = begun.there;
  while (there * part < file.size) {
    show.at(there * part);
    const piece = file.slice(there * part, (there + 1) * part);
    const told = await ask(`/parts/${upload}/${there}`, piece, { "content-type": "application/octet-stream", "x-csrf-token": token }, show.say);
    if (told.gone) throw new Refused(words.failed);
    there = told.there;
  }
  show.at(file.size);
  const told = await ask("/finish", fields({ upload }), head, show.say);
  if (!told.done) throw new Refused(words.failed);
}

const known = (file) => `${file.name}|${file.size}|${file.lastModified}`;
const arrived = new Set();

form?.addEventListener("submit", async (event) => {
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((field) => [...field.files]);
  if (!files.length) return;
  event.preventDefault();
  const list = form.querySelector(".sending");
  const button = form.querySelector("button");
  const token = form.elements.csrf.value;
  list.replaceChildren();
  list.hidden = false;
  button.disabled = true;
  const leaving = (warning) => warning.preventDefault();
  addEventListener("beforeunload", leaving);
  let whole = true;
  for (const file of files) {
    const show = line(file);
    list.append(show.item);
    try {
      if (!arrived.has(known(file))) await send(file, show, token);
      arrived.add(known(file));
      show.end(words.sent, false);
    } catch (error) {
      whole = false;
      show.end(error instanceof Refused ? error.message : words.failed, true);
    }
  }
  removeEventListener("beforeunload", leaving);
  button.disabled = false;
  if (whole) location.assign(words.done);
});

// Where very much comes over one connection, sending takes a wait. A browser works instead, while the page is read:
// it looks for a number with which the line's SHA-256 (FIPS 180-4) begins with enough zero bits. Nothing else is done.
const field = document.querySelector("input[data-work]");

const roots = [];
const halves = [];
for (let number = 2; roots.length < 64; number++) {
  let prime = true;
  for (let by = 2; by * by <= number; by++) if (number % by === 0) prime = false;
  if (!prime) continue;
  if (halves.length < 8) halves.push((number ** (1 / 2) * 2 ** 32) | 0);
  roots.push((number ** (1 / 3) * 2 ** 32) | 0);
}

const words = new Int32Array(64);
const turn = (word, by) => (word >>> by) | (word << (32 - by));

// The first word of the SHA-256 of some ASCII.
function firstWord(text) {
  const blocks = ((text.length + 8) >> 6) + 1;
  const padded = new Int32Array(blocks * 16);
  for (let at = 0; at < text.length; at++) padded[at >> 2] |= text.charCodeAt(at) << (24 - (at & 3) * 8);
  padded[text.length >> 2] |= 0x80 << (24 - (text.length & 3) * 8);
  padded[blocks * 16 - 1] = text.length * 8;
  const state = halves.slice();
  for (let block = 0; block < blocks; block++) {
    for (let at = 0; at < 64; at++) {
      if (at < 16) {
        words[at] = padded[block * 16 + at];
        continue;
      }
      const early = words[at - 15];
      const late = words[at - 2];
      words[at] =
        words[at - 16] + (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) +
        words[at - 7] + (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let at = 0; at < 64; at++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + roots[at] + words[at]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, at) => (state[at] = (state[at] + word) | 0));
  }
  return state[0] >>> 0;
}

// A few milliseconds at a time, so that the page never stands still.
function look(line, bits, from, found) {
  const until = performance.now() + 12;
  for (let number = from; ; number++) {
    if (firstWord(`${line}:${number}`) >>> (32 - bits) === 0) return found(number);
    if (performance.now() > until) return void setTimeout(look, 0, line, bits, number + 1, found);
  }
}

if (field) {
  let pressed = false;
  field.form.addEventListener("submit", (event) => {
    if (field.value) return;
    event.preventDefault();
    pressed = true;
    field.form.setAttribute("aria-busy", "true");
  });
  look(field.dataset.work, Number(field.dataset.bits), 0, (number) => {
    field.value = String(number);
    if (pressed) field.form.requestSubmit();
  });
}

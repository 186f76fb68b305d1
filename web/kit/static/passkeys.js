// A passkey: made, or asked for in place of the six digits. Nothing is asked before somebody presses the button.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// What a server writes down as text the browser wants as bytes.
function read(asked) {
  const publicKey = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) publicKey.user = { ...asked.user, id: bytes(asked.user.id) };
  const known = asked.excludeCredentials || [];
  if (asked.user) publicKey.excludeCredentials = known.map((one) => ({ ...one, id: bytes(one.id) }));
  return { publicKey };
}

// And the other way round.
function write(answer) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer.response[name]) response[name] = text(answer.response[name]);
  }
  return JSON.stringify({ id: answer.id, rawId: text(answer.rawId), type: answer.type, response });
}

for (const place of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  place.hidden = false;
  const asked = JSON.parse(place.dataset.passkey);
  const form = place.closest("form");
  const words = place.querySelector("[role=status]");
  place.querySelector("button").addEventListener("click", async () => {
    words.textContent = "";
    try {
      const given = await navigator.credentials[asked.user ? "create" : "get"](read(asked));
      form.elements.passkey.value = write(given);
      form.requestSubmit();
    } catch {
      words.textContent = place.dataset.failed;
    }
  });
}

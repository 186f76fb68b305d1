// Comfort for whoever writes long: what stands in a form is kept a few seconds after the last letter, and when the page goes
// out of sight. The server seals it to the writer's own key; nothing stays in the browser.
const REST = 4000;
const MOST = 60000; // Bytes that a browser still sends for a page that is closing.

for (const form of document.querySelectorAll("form[data-keeps]")) {
  const told = form.querySelector(".keeping");
  const written = () => new URLSearchParams(new FormData(form)).toString();
  let before = "atOnce" in form.dataset ? "" : written();
  let timer = 0;
  let sent = false;

  const keep = async () => {
    clearTimeout(timer);
    timer = 0;
    const now = written();
    if (sent || now === before) return;
    before = now;
    try {
      const answer = await fetch(form.dataset.keeps, {
        method: "POST",
        body: now,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        credentials: "same-origin",
        keepalive: now.length < MOST,
      });
      if (!answer.ok) return;
      const { kept, idle } = await answer.json();
      told.textContent = kept;
      document.dispatchEvent(new CustomEvent("active", { detail: idle }));
    } catch {
      before = ""; // No connection just now: the next letter tries again.
    }
  };

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, REST);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  if ("atOnce" in form.dataset) keep();
}

// Comfort for the desk: a link or act that was opened by its address is shown opened.
const opened = location.hash && document.getElementById(location.hash.slice(1));
if (opened instanceof HTMLDetailsElement) opened.open = true;

// A session that is about to fall idle says so, minute by minute. Counted from when this page came, by no clock but its own.
const idle = document.querySelector(".idle");
if (idle) {
  const words = idle.querySelector("span");
  let came = performance.now();
  const look = () => {
    const left = Number(idle.dataset.seconds) - (performance.now() - came) / 1000;
    if (left > 300) return;
    if (!idle.classList.contains("idle-soon")) {
      idle.classList.add("idle-soon");
      idle.setAttribute("role", "status");
    }
    const text = left > 0 ? idle.dataset.soon.replace("{}", Math.ceil(left / 60)) : idle.dataset.over;
    if (words.textContent !== text) words.textContent = text;
  };
  document.addEventListener("active", ({ detail }) => {
    came = performance.now();
    idle.classList.remove("idle-soon");
    idle.removeAttribute("role");
    words.textContent = detail;
  });
  setInterval(look, 10000);
  addEventListener("visibilitychange", look);
}

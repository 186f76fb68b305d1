// Comfort for the desk: a link or act that was opened by its address is shown opened.
const opened = location.hash && document.getElementById(location.hash.slice(1));
if (opened instanceof HTMLDetailsElement) opened.open = true;

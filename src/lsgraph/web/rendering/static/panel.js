// Opens a cell's page in place, in a dialog, with the page's own address; without script the link is followed.
const panel = document.querySelector("#panel");

function readyCopying(place) {
  for (const button of place.querySelectorAll("[data-copy]")) {
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
      button.dataset.done = "true";
    });
  }
}

function fill(text, from) {
  const found = new DOMParser().parseFromString(text, "text/html").querySelector("[data-panel-content]");
  if (!found) return false;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.textContent = panel.dataset.close;
  close.addEventListener("click", () => panel.close());
  panel.replaceChildren(close, found);
  readyCopying(panel);
  panel.returnTo = from;
  return true;
}

async function open(link) {
  const answer = await fetch(link.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || !fill(await answer.text(), link)) return location.assign(link.href);
  history.pushState({ panel: true }, "", link.href);
  panel.showModal();
}

function move(event) {
  const cell = event.target.closest("td");
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  if (!cell || !step) return;
  const rows = [...cell.closest("table").querySelectorAll("tbody tr:has(td)")];
  const row = rows[rows.indexOf(cell.parentElement) + step[0]];
  const link = row?.cells[cell.cellIndex + step[1]]?.querySelector("a");
  if (!link) return;
  event.preventDefault();
  link.focus();
}

if (panel) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    open(link).catch(() => location.assign(link.href));
  });
  document.querySelector(".matrix")?.addEventListener("keydown", move);
  panel.addEventListener("close", () => {
    if (history.state?.panel) history.back();
    panel.returnTo?.focus();
  });
  addEventListener("popstate", () => panel.open && panel.close());
} else {
  readyCopying(document);
}

"use strict";

/* The sorting desk by keyboard: every key presses what can also be clicked. */

const desk = document.querySelector("[data-sorting]");
const keys = document.querySelector("dialog.keys");
const help = document.querySelector("[data-keys]");

const press = (what) => {
  const found = desk?.querySelector(what);
  found?.click();
  return Boolean(found);
};

const typing = () => /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);

const BY_KEY = {
  j: () => press("[data-next]"),
  k: () => press("[data-previous]"),
  u: () => press(".confirm [data-undo]") || press("[data-undo]"),
  e: () => { const note = desk?.querySelector("[data-note]"); note?.focus(); return Boolean(note); },
  o: () => press("[data-other] > summary"),
  "?": () => { keys?.open ? keys.close() : keys?.showModal(); return Boolean(keys); },
};

document.addEventListener("keydown", (down) => {
  if (down.ctrlKey || down.metaKey || down.altKey) { return; }
  if (typing()) {
    if (down.key === "Escape") { document.activeElement.blur(); }
    return;
  }
  const on = document.activeElement;
  let done = false;
  if (/^[1-9]$/.test(down.key)) {
    done = press(`[data-key="${down.key}"]`);
  } else if (down.key === "Enter") {
    /* Enter on a link or a button means that one. */
    done = (on === document.body || on === null) && press("[data-confirm]");
  } else if (Object.hasOwn(BY_KEY, down.key)) {
    done = BY_KEY[down.key]();
  }
  if (done) { down.preventDefault(); }
});

if (help) {
  help.hidden = false;
  help.addEventListener("click", () => keys.showModal());
}
desk?.querySelectorAll("[data-reasons]").forEach((one) => { one.hidden = false; });
desk?.querySelectorAll("[data-reason]").forEach((button) => button.addEventListener("click", () => {
  const note = desk.querySelector("[data-note]");
  note.value = button.dataset.reason;
  note.focus();
}));
const list = desk?.querySelector(".pane-list");
const current = list?.querySelector("[aria-current]");
if (current) {
  /* Only the list scrolls to the chosen case, never the page. */
  list.scrollTop = current.offsetTop - list.offsetTop - list.clientHeight / 3;
}
/* What is to be confirmed is in sight, and Enter confirms it. */
const confirming = desk?.querySelector("[data-confirm]");
if (confirming) {
  confirming.focus({ preventScroll: true });
  desk.querySelector(".confirm").scrollIntoView({ block: "nearest" });
}

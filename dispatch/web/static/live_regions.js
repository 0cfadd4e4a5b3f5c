"use strict";

/* Brings parts of the page to what the server says now. What somebody is doing survives:
   focus, scroll, open details and half-written forms. Rows do not move under a hand. */

const KEPT_STILL = 10000;
const MARKED = 8000;
const TOKEN = /name="csrf_token" value="[^"]*"/g;

let moved = 0;
document.addEventListener("pointermove", () => { moved = Date.now(); }, { passive: true });

htmx.registerExtension("keep-open", {
  htmx_before_morph_attr: (element, { attrName }) =>
    !(attrName === "open" && /^(DETAILS|DIALOG)$/.test(element.tagName)),
});

const altered = (field) => {
  if (field.type === "hidden") { return false; }
  if (field.tagName === "SELECT") {
    const chosen = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(chosen, 0);
  }
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked !== field.defaultChecked;
  }
  return field.type === "file" ? field.files.length > 0 : field.value !== field.defaultValue;
};

/* Whether somebody is writing here. */
export const inUse = (element) =>
  [...element.querySelectorAll("input, select, textarea")].some(altered)
  || (element.contains(document.activeElement)
    && /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName));

const underHand = (element) => matchMedia("(hover: hover)").matches
  && element.matches(":hover") && Date.now() - moved < KEPT_STILL;

const mustStandStill = (list) => new URLSearchParams(location.search).has("after")
  || list.getBoundingClientRect().top < -40
  || [...document.querySelectorAll("form[role=search]")].some(inUse)
  || inUse(list) || underHand(list);

const rows = (list) => new Map(
  [...list.querySelectorAll("[data-row]")].map((row) => [row.id, row]),
);

const same = (old, fresh) =>
  old.outerHTML.replace(TOKEN, "") === fresh.outerHTML.replace(TOKEN, "");

const morph = (old, fresh) =>
  htmx.swap({ text: fresh.outerHTML, target: old, swap: "outerMorph", sourceElement: old });

const mark = (added) => added.map((id) => document.getElementById(id)).filter(Boolean)
  .forEach((row) => {
    row.classList.add("is-new");
    setTimeout(() => row.classList.remove("is-new"), MARKED);
  });

/* Returns how many new rows had to wait. */
const bringList = async (list, fresh, forced) => {
  const before = rows(list);
  const after = rows(fresh);
  const added = [...after.keys()].filter((id) => !before.has(id));
  if (!forced && mustStandStill(list)) {
    for (const [id, row] of before) {
      if (after.has(id) && !inUse(row) && !same(row, after.get(id))) {
        await morph(row, after.get(id));
      }
    }
    return added.length;
  }
  if (!same(list, fresh)) {
    await morph(list, fresh);
    mark(added);
  }
  return 0;
};

/* Brings every region to its state in a page that was fetched.
   Returns how many new rows wait, and whether something else had to. */
export const bring = async (page, forced) => {
  let waiting = 0;
  let held = false;
  const regions = [...page.querySelectorAll("[data-live]")];
  for (const fresh of regions) {
    const old = document.getElementById(fresh.id);
    if (!old) {
      held = true;
    } else if (fresh.dataset.live === "list") {
      waiting += await bringList(old, fresh, forced);
    } else if (!same(old, fresh)) {
      if (!forced && inUse(old)) { held = true; } else { await morph(old, fresh); }
    }
  }
  document.dispatchEvent(new CustomEvent("live:brought"));
  return { waiting, held };
};

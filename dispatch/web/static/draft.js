"use strict";

/* What somebody wrote stays on their phone until its receipt is shown: a lost signal, an
   expired session, a closed tab lose nothing. Photos are not kept here. */

const DAY = 24 * 60 * 60 * 1000;
const KEPT = ["text", "elsewhere", "matter", "urgency", "occurred_at", "area"];

const form = document.querySelector("form[data-keep]");
const read = (name) => {
  try { return JSON.parse(localStorage.getItem(name)); } catch { return null; }
};
const write = (name, value) => {
  /* A full or forbidden store must not stop a report. */
  try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* written nowhere */ }
};
const offers = (field, value) => field instanceof RadioNodeList
  || field.tagName !== "SELECT" || [...field.options].some((option) => option.value === value);

if (form) {
  const draft = `draft:${form.dataset.keep}`;
  const place = `place:${form.dataset.keep}`;
  const fields = form.elements;
  const set = (name, value) => {
    if (value && fields[name] && offers(fields[name], value)) { fields[name].value = value; }
  };
  const before = read(draft);
  if (!fields.text.value) {
    if (before && before.text && Date.now() - before.at < DAY) {
      KEPT.forEach((name) => set(name, before[name]));
      const restored = form.querySelector("[data-restored]");
      restored.hidden = false;
      restored.querySelector("[data-forget]").addEventListener("click", () => {
        localStorage.removeItem(draft);
        fields.text.value = "";
        restored.hidden = true;
        fields.text.focus();
      });
    } else {
      set("area", read(place));
    }
  }
  const keep = () => write(draft, KEPT.reduce(
    (kept, name) => ({ ...kept, [name]: fields[name]?.value || "" }), { at: Date.now() },
  ));
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", (submit) => {
    keep();
    if (fields.area?.value) { write(place, fields.area.value); }
    if (navigator.onLine === false) {
      submit.preventDefault();
      submit.stopPropagation();
      form.querySelector("[data-offline]").hidden = false;
    }
  });
  window.addEventListener("online", () => { form.querySelector("[data-offline]").hidden = true; });
}

const sent = document.querySelector("[data-sent]");
if (sent) {
  Object.keys(localStorage).filter((name) => name === `draft:${sent.dataset.sent}`)
    .forEach((name) => localStorage.removeItem(name));
}

"use strict";

/* What somebody wrote stays on their phone until the server has accepted it: a lost signal,
   an expired session, a closed tab lose nothing. A draft keeps its form's key: the page names
   the key accepted last, so that sent words never come back, and words whose answer was lost
   on the way are sent again under the same key, which makes no second report. Photos are not
   kept here. */

const DAY = 24 * 60 * 60 * 1000;
const KEPT = ["text", "elsewhere", "matter", "urgency", "occurred_at", "area", "key", "opened_at"];

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
  const fresh = fields.key.value;
  const kept = read(draft);
  const accepted = Boolean(kept?.key) && kept.key === form.dataset.accepted;
  if (accepted) { localStorage.removeItem(draft); }
  const before = accepted ? null : kept;
  if (!fields.text.value) {
    if (before && before.text && Date.now() - before.at < DAY) {
      KEPT.forEach((name) => set(name, before[name]));
      form.dataset.begun = "1";
      const restored = form.querySelector("[data-restored]");
      restored.hidden = false;
      restored.querySelector("[data-forget]").addEventListener("click", () => {
        localStorage.removeItem(draft);
        fields.key.value = fresh;
        delete form.dataset.begun;
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

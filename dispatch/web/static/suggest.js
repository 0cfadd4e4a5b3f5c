"use strict";

/* While somebody writes, the server is asked what it may be. The form never waits for it: an
   answer that is late, refused or lost leaves everything as it was. What was chosen by hand is
   never asked about again. */

const PAUSE = 600;
const form = document.querySelector("form[data-keep]");
const offers = form?.querySelector("[data-offers]");

if (offers) {
  const { text, matter, csrf_token: token } = form.elements;
  let waiting;
  let asking;
  let asked = "";
  const hide = () => { offers.replaceChildren(); offers.hidden = true; };
  const show = (fragment) => {
    const read = new DOMParser().parseFromString(fragment, "text/html");
    offers.replaceChildren(...read.body.childNodes);
    offers.hidden = !offers.querySelector("[data-matter]");
  };
  const ask = async () => {
    const words = text.value.trim();
    if (matter.value || words === asked || navigator.onLine === false) { return; }
    asked = words;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(offers.dataset.offers, {
        method: "POST",
        body: new URLSearchParams({ text: words, csrf_token: token.value }),
        redirect: "manual",
        signal: asking.signal,
      });
      if (answer.ok && !matter.value) { show(await answer.text()); }
    } catch { /* no answer is no help, and no harm */ }
  };
  text.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  matter.addEventListener("change", () => { if (matter.value) { hide(); } });
  offers.addEventListener("click", (press) => {
    const chosen = press.target.closest("[data-matter]");
    if (!chosen) { return; }
    matter.value = chosen.dataset.matter;
    matter.dispatchEvent(new Event("change", { bubbles: true }));
    matter.focus();
  });
}

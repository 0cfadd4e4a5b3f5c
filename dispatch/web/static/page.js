"use strict";

/* A press sends once; what a report says is dated when it is begun. */

document.addEventListener("submit", (submit) => {
  const form = submit.target;
  if (!form.matches("form[data-once]")) { return; }
  if (form.dataset.sent) { submit.preventDefault(); return; }
  form.dataset.sent = "1";
  form.querySelectorAll("button:not([type=button])").forEach((button) => {
    button.setAttribute("aria-busy", "true");
  });
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-once]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
  });
});

const report = document.querySelector("form[data-keep]");
if (report) {
  const text = report.elements.text;
  const opened = Date.parse(report.elements.opened_at.value);
  text.addEventListener("input", () => {
    if (!report.dataset.begun) {
      /* What is seen now is dated now, also when the form lay open since morning. */
      report.dataset.begun = "1";
      report.elements.opened_at.value = new Date(opened + performance.now()).toISOString();
    }
  });
  const locate = report.querySelector("[data-locate]");
  const located = report.querySelector("[data-located]");
  if (navigator.geolocation && window.isSecureContext) {
    locate.hidden = false;
    locate.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
      (found) => {
        report.elements.lon.value = found.coords.longitude.toFixed(6);
        report.elements.lat.value = found.coords.latitude.toFixed(6);
        located.textContent = located.dataset.found.replace("{n}", Math.round(found.coords.accuracy));
      },
      () => { located.textContent = located.dataset.missed; },
      { enableHighAccuracy: true, timeout: 8000 },
    ));
  }
}

/* The desk's keys: j and k walk the queue, Enter opens, / searches. */
document.addEventListener("keydown", (press) => {
  const search = document.querySelector("input[type=search]");
  if (press.ctrlKey || press.metaKey || press.altKey) { return; }
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) { return; }
  const cases = [...document.querySelectorAll(".queue .what a")];
  const step = { j: 1, k: -1 }[press.key];
  if (step && cases.length) {
    const at = cases.indexOf(document.activeElement);
    const to = at < 0 ? (step > 0 ? 0 : cases.length - 1) : at + step;
    cases[Math.min(Math.max(to, 0), cases.length - 1)].focus();
  } else if (press.key === "/" && search) {
    press.preventDefault();
    search.focus();
  }
});

/* Of a strip that is wider than a phone the current place is in sight. */
document.querySelectorAll(".menu ul, .piles, .tabs, .platform-tabs").forEach((strip) => {
  const current = strip.querySelector("[aria-current]")?.getBoundingClientRect();
  const whole = strip.getBoundingClientRect();
  if (current) { strip.scrollLeft += current.left - whole.left - (whole.width - current.width) / 2; }
});

/* A printed sheet shows what is folded on the screen. */
const unfolded = [];
window.addEventListener("beforeprint", () => {
  document.querySelectorAll("details:not(.move):not([open])").forEach((one) => {
    one.open = true;
    unfolded.push(one);
  });
});
window.addEventListener("afterprint", () => {
  unfolded.splice(0).forEach((one) => { one.open = false; });
});
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

"use strict";
/* A press sends once; a report's text survives in its tab until it is sent. */

document.querySelectorAll("form[data-once]").forEach((form) => {
  form.addEventListener("submit", (submit) => {
    if (form.dataset.sent) { submit.preventDefault(); return; }
    form.dataset.sent = "1";
    form.querySelectorAll("button:not([type=button])").forEach((button) => {
      button.setAttribute("aria-busy", "true");
    });
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
  if (!text.value) { text.value = sessionStorage.getItem("report") || ""; }
  const opened = Date.parse(report.elements.opened_at.value);
  text.addEventListener("input", () => {
    if (!report.dataset.begun) {
      /* What is seen now is dated now, also when the form lay open since morning. */
      report.dataset.begun = "1";
      report.elements.opened_at.value = new Date(opened + performance.now()).toISOString();
    }
    sessionStorage.setItem("report", text.value);
  });
  const locate = report.querySelector("[data-locate]");
  const located = report.querySelector("[data-located]");
  if (navigator.geolocation && window.isSecureContext) {
    locate.hidden = false;
    locate.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
      (found) => {
        report.elements.lon.value = found.coords.longitude.toFixed(6);
        report.elements.lat.value = found.coords.latitude.toFixed(6);
        located.textContent = "已附上定位,精度约 " + Math.round(found.coords.accuracy) + " 米";
      },
      () => { located.textContent = "没有取得定位,不影响提交"; },
      { enableHighAccuracy: true, timeout: 8000 },
    ));
  }
}
if (document.querySelector("[data-sent]")) { sessionStorage.removeItem("report"); }

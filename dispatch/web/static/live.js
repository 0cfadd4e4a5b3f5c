/* Listens for changes of cases and fetches the page's own parts anew, never more often
   than the server can bear. The stream says only that something changed: what, the page
   fetches with its own rights. Without a stream it looks by itself, more slowly, and says
   since when its data stand still. */

import { bring, inUse } from "./live_regions.js";

const SHORTEST_GAP = 2000;
const MENU_GAP = 10000;
const POLL = 15000;
const HIDDEN_FOR = 10000;
const IDLE_AFTER = 60000;
const LOST_FOR = 3000;

const page = document.body.dataset;
const note = document.getElementById("live-note");
const fresh = document.getElementById("live-new");
const beat = Number(page.beat) * 1000;
const ownCase = page.liveCase;
const hasRegions = document.querySelectorAll("main [data-live]").length > 0;

let source = null;
let place = "";
let heard = Date.now();
let current = new Date();
let lostAt = 0;
let timer = 0;
let again = 0;
let hiding = 0;
let took = 0;
let last = 0;
let active = Date.now();
let busy = false;
let due = false;
let sent = 0;
let signedOut = false;

for (const what of ["pointermove", "keydown", "scroll", "touchstart"]) {
  document.addEventListener(what, () => { active = Date.now(); }, { passive: true });
}
document.addEventListener("submit", () => { sent = Date.now(); });

const two = (number) => String(number).padStart(2, "0");
const clock = (at) => [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");

const say = (text) => {
  if (note.textContent !== text) { note.textContent = text; }
  note.hidden = !text;
};

const alive = () => {
  heard = Date.now();
  lostAt = 0;
  current = new Date();
};

/* --- fetching --- */

const soon = (gap = hasRegions ? SHORTEST_GAP : MENU_GAP) => {
  due = true;
  if (timer || signedOut) { return; }
  const jitter = 100 + Math.random() * 400;
  const rest = Math.max(gap && Math.max(gap, took * 5), 0) - (Date.now() - last);
  timer = setTimeout(() => { timer = 0; refetch(); }, Math.max(rest, 0) + jitter);
};

/* What a page shows need not stand in its own address: the desk's first case does not. */
const address = () =>
  document.querySelector("[data-live-address]")?.dataset.liveAddress || location.href;

const refetch = async (forced = false) => {
  if (document.hidden || busy || Date.now() - sent < POLL) { return; }
  busy = true;
  due = false;
  const began = Date.now();
  try {
    /* A page left open looks on: it keeps no session alive and reads nothing for anybody. */
    const headers = began - active > IDLE_AFTER ? { "X-Looks-On": "1" } : {};
    const answer = await fetch(address(), { headers, cache: "no-store" });
    if (answer.redirected && new URL(answer.url).pathname !== location.pathname) {
      signedOut = true;
      stop();
      say(page.signedOut);
      return;
    }
    if (!answer.ok) { throw new Error(String(answer.status)); }
    const text = await answer.text();
    const found = await bring(new DOMParser().parseFromString(text, "text/html"), forced);
    announce(found);
    current = new Date(began);
  } catch {
    lostAt = lostAt || began;
  } finally {
    busy = false;
    last = Date.now();
    took = last - began;
    if (due) { soon(); }
  }
};

const announce = ({ waiting, held }) => {
  const text = waiting ? page.newRows.replace("{n}", waiting) : held ? page.changed : "";
  if (fresh.textContent !== text) { fresh.textContent = text; }
  fresh.hidden = !text;
  fresh.dataset.held = held ? "1" : "";
};

fresh.addEventListener("click", async () => {
  fresh.hidden = true;
  if (fresh.dataset.held) { location.reload(); return; }
  await refetch(true);
  window.scrollTo({ top: 0 });
});
const letGo = () => { if (!fresh.hidden && !fresh.dataset.held) { soon(); } };
document.addEventListener("pointerout", letGo, { passive: true });
document.addEventListener("scrollend", letGo, { passive: true });

/* --- listening --- */

const concerns = (change) => !ownCase || change.case === ownCase;

const listen = () => {
  clearTimeout(again);
  if (source || signedOut || document.hidden) { return; }
  const from = place ? `?after=${encodeURIComponent(place)}` : "";
  source = new EventSource(`${page.liveUrl}/api/v1/live${from}`, { withCredentials: true });
  source.addEventListener("hello", (said) => {
    const wasLost = lostAt > 0 || !note.hidden;
    place = place || said.lastEventId;
    alive();
    if (wasLost) { soon(0); }
  });
  source.addEventListener("change", (said) => {
    place = said.lastEventId;
    alive();
    soon(concerns(JSON.parse(said.data)) ? undefined : MENU_GAP);
  });
  source.addEventListener("reset", (said) => {
    place = said.lastEventId;
    alive();
    soon(0);
  });
  source.addEventListener("heartbeat", alive);
  source.addEventListener("bye", (said) => {
    const { why } = JSON.parse(said.data);
    stop();
    if (why === "rights") { soon(0); }
    if (why === "closing") { lostAt = Date.now(); }
    comeBack();
  });
  source.addEventListener("error", () => {
    lostAt = lostAt || Date.now();
    if (source && source.readyState === EventSource.CLOSED) { stop(); comeBack(); }
  });
};

const stop = () => {
  if (source) { source.close(); }
  source = null;
};

const comeBack = () => {
  clearTimeout(again);
  again = setTimeout(listen, 1000 + Math.random() * 3000);
};

setInterval(() => {
  if (signedOut || document.hidden) { return; }
  const silent = Date.now() - heard > beat * 2.2;
  const lost = lostAt && Date.now() - lostAt > LOST_FOR;
  if (silent || lost) {
    say(page.stale.replace("{at}", clock(current)));
    if (silent && source) { stop(); comeBack(); heard = Date.now() - beat * 2.2; }
    if (Date.now() - last > POLL) { refetch(); }
  } else {
    say("");
  }
}, 1000);

/* A page nobody looks at holds no connection: a browser has only six for one server. */
document.addEventListener("visibilitychange", () => {
  clearTimeout(hiding);
  if (document.hidden) {
    hiding = setTimeout(stop, HIDDEN_FOR);
  } else {
    if (!source) { alive(); listen(); soon(0); } else if (due) { soon(0); }
  }
});
window.addEventListener("pagehide", stop);
window.addEventListener("pageshow", (shown) => {
  if (shown.persisted) { sent = 0; listen(); soon(0); }
});

export { inUse };
listen();

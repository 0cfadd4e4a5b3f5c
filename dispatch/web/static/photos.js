"use strict";

/* Photos go up one by one while the form is still being written; what fails is tried again.
   A form that is sent meanwhile waits for them. Without this script the files go with the form. */

const PAUSES = [1000, 4000, 10000];

class Picker {
  constructor(field) {
    this.field = field;
    this.form = field.closest("form");
    this.input = field.querySelector("input[type=file]");
    this.tiles = field.querySelector("[data-tiles]");
    this.say = field.querySelector("[data-say]");
    this.kept = this.form.dataset.keep === undefined ? null : "photos-" + field.dataset.field;
    field.classList.add("live");
    this.tiles.querySelectorAll("li").forEach((tile) => this.adopt(tile));
    this.restore();
    this.input.addEventListener("change", () => this.chosen());
    /* Chosen while this script was still on its way. */
    if (this.input.files.length) { this.chosen(); }
  }

  /* A photo that came with the page: its box becomes a name and a cross. */
  adopt(tile) {
    const box = tile.querySelector("input");
    tile.querySelector("label").remove();
    this.named(tile, box.value);
    this.removable(tile);
  }

  restore() {
    if (!this.kept || this.tiles.children.length) { return; }
    const kept = JSON.parse(sessionStorage.getItem(this.kept) || "{}");
    /* The photos of a report that was accepted stay with it. */
    if (kept.form && kept.form === this.form.dataset.accepted) { sessionStorage.removeItem(this.kept); return; }
    for (const id of kept.ids || []) {
      const tile = this.tile();
      this.shown(tile, id);
      tile.querySelector("img").addEventListener("error", () => { tile.remove(); this.changed(); });
    }
  }

  chosen() {
    const room = Number(this.field.dataset.most) - this.tiles.children.length;
    const files = [...this.input.files];
    /* Emptied, so that no file goes up a second time with the form. */
    this.input.value = "";
    this.tell(files.length > room ? this.field.dataset.full : "", files.length > room);
    files.slice(0, Math.max(room, 0)).reduce(
      (before, file) => { const tile = this.tile(file); return before.then(() => this.send(tile, file)); },
      Promise.resolve(),
    );
  }

  tile(file) {
    const tile = document.createElement("li");
    tile.className = "photo-tile";
    const face = document.createElement("span");
    face.className = "photo-none";
    face.textContent = "…";
    tile.append(face);
    this.removable(tile);
    this.tiles.append(tile);
    if (file) {
      tile.dataset.state = "sending";
      this.preview(tile, file);
    }
    return tile;
  }

  /* Drawn, not linked: the page may show nothing that does not come from its own server. */
  async preview(tile, file) {
    try {
      const picture = await createImageBitmap(file, { resizeWidth: 224 });
      const canvas = document.createElement("canvas");
      canvas.width = picture.width;
      canvas.height = picture.height;
      canvas.getContext("2d").drawImage(picture, 0, 0);
      const face = tile.querySelector(".photo-none");
      if (face) { face.replaceWith(canvas); }
    } catch {
      /* A format that this browser cannot show; the server's thumbnail follows. */
    }
  }

  removable(tile) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "remove";
    button.setAttribute("aria-label", this.field.dataset.remove);
    const cross = document.createElement("span");
    cross.textContent = "×";
    button.append(cross);
    button.addEventListener("click", () => {
      if (tile.request) { tile.request.abort(); }
      tile.remove();
      this.changed();
      this.input.focus();
    });
    tile.append(button);
  }

  async send(tile, file) {
    for (const pause of [...PAUSES, null]) {
      if (!tile.isConnected) { return; }
      tile.dataset.state = "sending";
      const answer = await this.once(tile, file);
      if (!tile.isConnected) { return; }
      if (answer.status === 201) {
        this.shown(tile, answer.body.id);
        this.changed();
        return;
      }
      /* What was judged is not tried again; what did not arrive is. */
      if (answer.status >= 400 && answer.status < 500) {
        this.failed(tile, file, answer.body.problem, answer.status === 429);
        return;
      }
      if (pause !== null) { await new Promise((go) => { setTimeout(go, pause); }); }
    }
    this.failed(tile, file, "", true);
  }

  once(tile, file) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      const body = new FormData();
      body.append("csrf_token", this.form.elements.csrf_token.value);
      body.append("file", file);
      const bar = tile.querySelector("progress") || document.createElement("progress");
      bar.max = 1;
      bar.value = 0;
      bar.setAttribute("aria-label", this.field.dataset.sending);
      tile.append(bar);
      request.upload.addEventListener("progress", (step) => {
        if (step.lengthComputable) { bar.value = step.loaded / step.total; }
      });
      request.addEventListener("loadend", () => {
        let body = {};
        try { body = JSON.parse(request.responseText); } catch { /* a page, not an answer */ }
        bar.remove();
        done({ status: request.status, body });
      });
      tile.request = request;
      request.timeout = 120000;
      request.open("POST", this.field.dataset.to);
      request.setRequestHeader("Accept", "application/json");
      request.send(body);
    });
  }

  named(tile, id) {
    const name = document.createElement("input");
    name.type = "hidden";
    name.name = this.field.dataset.field;
    name.value = id;
    tile.append(name);
  }

  shown(tile, id) {
    const at = this.field.dataset.at.replace("ID", id) + "/thumb";
    const image = document.createElement("img");
    image.alt = this.field.dataset.done;
    const face = tile.querySelector("canvas, .photo-none");
    image.addEventListener("load", () => face.replaceWith(image));
    image.addEventListener("error", () => tile.append(image), { once: true });
    image.src = at;
    face.after(image);
    delete tile.dataset.state;
    this.named(tile, id);
  }

  failed(tile, file, why, again) {
    tile.dataset.state = "failed";
    tile.classList.add("failed");
    const words = document.createElement("small");
    words.textContent = why || this.field.dataset.failed;
    tile.append(words);
    if (again) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = this.field.dataset.again;
      button.addEventListener("click", () => {
        button.remove();
        words.remove();
        tile.classList.remove("failed");
        this.send(tile, file);
      });
      tile.append(button);
    }
    this.changed();
  }

  changed() {
    const ids = [...this.tiles.querySelectorAll("input[type=hidden]")].map((one) => one.value);
    if (this.kept) {
      const kept = { form: this.form.elements.key.value, ids };
      sessionStorage.setItem(this.kept, JSON.stringify(kept));
    }
    this.form.dispatchEvent(new Event("photos"));
  }

  waits() { return this.tiles.querySelector("[data-state=sending]") !== null; }

  stuck() { return this.tiles.querySelector("[data-state=failed]") !== null; }

  tell(words, bad) {
    this.say.textContent = words;
    this.say.classList.toggle("bad", Boolean(bad));
  }
}

const pickers = [...document.querySelectorAll("[data-photos]")].map((field) => new Picker(field));

/* Heard before the form itself: a form that waits has not been sent. */
document.addEventListener("submit", (submit) => {
  const mine = pickers.filter((one) => one.form === submit.target);
  const waiting = mine.filter((one) => one.waits());
  const stuck = mine.filter((one) => one.stuck());
  mine.forEach((one) => one.tell("", false));
  if (!waiting.length && !stuck.length) { return; }
  submit.preventDefault();
  submit.stopImmediatePropagation();
  stuck.forEach((one) => one.tell(one.field.dataset.stuck, true));
  if (stuck.length) { return; }
  waiting.forEach((one) => one.tell(one.field.dataset.wait, false));
  submit.target.addEventListener("photos", () => submit.target.requestSubmit(), { once: true });
}, true);

/* Before over after: one slider, by thumb, mouse or arrow keys. */
document.querySelectorAll("[data-compare]").forEach((compare) => {
  const at = compare.querySelector("input");
  const move = () => compare.style.setProperty("--at", at.value + "%");
  at.addEventListener("input", move);
  move();
  compare.hidden = false;
});

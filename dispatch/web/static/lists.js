"use strict";

/* The list as a sheet: arrow keys move, Enter edits, Esc leaves, Ctrl+Z takes back, n adds,
   Delete drops. A cell is sent as soon as it is left; until the server has answered it is
   shown as busy, and what is refused stays open with the reason beside it. Without this
   script every row has its form. */

const grid = document.querySelector("[data-grid]");
const undo = document.querySelector("[data-undo]");
const done = undo?.dataset.version ? [undo.dataset.version] : [];
const said = document.querySelector("[data-said]");
const why = document.querySelector("#why");

const tell = (text, bad = false) => {
  said.textContent = text;
  said.classList.toggle("bad", bad);
};

const cellsOf = (row) => [...row.querySelectorAll("td[data-values]")];
const rowsOf = () => [...grid.tBodies[0].rows];
const columnOf = (cell) => cell.dataset.col;
const cellAt = (row, column) => row?.querySelector(`td[data-col="${column}"][data-values]`);

const ready = () => {
  undo.hidden = false;
  undo.disabled = done.length === 0;
};

/* One cell of the sheet is reached by Tab, the others by the arrows. */
const hold = (cell) => {
  grid.querySelectorAll('td[tabindex="0"]').forEach((one) => { one.tabIndex = -1; });
  cell.tabIndex = 0;
};
const intoSight = (cell) => cell.scrollIntoView({ block: "nearest", inline: "nearest" });
const go = (cell) => { if (cell) { hold(cell); cell.focus(); intoSight(cell); } };

const editorOf = (column) => document.querySelector(`template[data-editor="${column}"]`);
const clone = (name) => document.querySelector(`template[data-${name}]`).content.cloneNode(true);

/* What a cell holds, put into its editor. */
const fill = (cell, values) => {
  for (const [name, value] of Object.entries(values)) {
    const boxes = [...cell.querySelectorAll(`input[type=checkbox][name="value.${name}"]`)];
    if (boxes.length) {
      const parts = value.split(/[;；]/).map((part) => part.trim()).filter(Boolean);
      boxes.forEach((box) => { box.checked = parts.includes(box.value); });
      const known = boxes.map((box) => box.value);
      cell.querySelector(`[name="value.${name}.more"]`).value = parts.filter((part) => !known.includes(part)).join(";");
      continue;
    }
    const field = cell.querySelector(`[name="value.${name}"]`);
    if (field.tagName === "SELECT" && ![...field.options].some((one) => one.value === value)) {
      field.add(new Option(cell.querySelector(".v")?.textContent || value, value));
    }
    field.value = value;
  }
};

const stateOf = (cell) => new URLSearchParams(
  [...cell.querySelectorAll("[name^='value.']")]
    .filter((field) => field.type !== "checkbox" || field.checked)
    .map((field) => [field.name, field.value]),
).toString();

const edit = (cell) => {
  if (cell.classList.contains("editing") || cell.hasAttribute("aria-busy")) { return; }
  const template = editorOf(columnOf(cell));
  if (!template) { return; }
  leaveOthers(cell);
  cell.kept = [...cell.childNodes];
  cell.replaceChildren(template.content.cloneNode(true));
  fill(cell, JSON.parse(cell.dataset.values));
  cell.began = stateOf(cell);
  const buttons = clone("buttons");
  buttons.querySelector("[data-keep]").addEventListener("click", () => keep(cell, true));
  buttons.querySelector("[data-leave]").addEventListener("click", () => { leave(cell); go(cell); });
  cell.append(buttons);
  cell.classList.add("editing");
  const first = cell.querySelector("input:not([type=hidden]), select, textarea");
  first.focus();
  if (first.select) { first.select(); }
  intoSight(cell);
};

const leave = (cell) => {
  if (!cell.kept) { return; }
  cell.replaceChildren(...cell.kept);
  cell.kept = null;
  cell.classList.remove("editing");
};

/* A press beside an open cell closes it only once the press has found its place: a cell that
   closes under the pressed mouse moves the rows, and the press falls on another one or on none.
   The second press of a double one would do so still; it is not taken. */
let pressing = false, left = null, moved = false;
/* What was filled in and left is kept, as on paper; what was refused already is not asked again. */
const leaveOthers = (cell) => grid.querySelectorAll("td.editing:not([aria-busy])").forEach((one) => {
  if (one === cell) { return; }
  moved = true;
  if (one.querySelector(".cell-problem")) { leave(one); } else { keep(one, false); }
});

const settle = () => {
  const cell = left;
  pressing = false;
  left = null;
  if (!cell?.classList.contains("editing") || cell.hasAttribute("aria-busy")) { return; }
  moved = true;
  keep(cell, false);
};
const press = (down) => {
  if (down.detail > 1 && moved) { down.preventDefault(); return; }
  moved = false;
  pressing = true;
};
const pressed = (click) => {
  if (click.detail > 1 && moved) { click.preventDefault(); click.stopPropagation(); return; }
  settle();
};

const send = async (address, fields) => {
  fields.set("csrf_token", document.querySelector("[name=csrf_token]").value);
  fields.set("sheet", grid.dataset.grid);
  fields.set("inline", "1");
  if (why?.value) { fields.set("why", why.value); }
  try {
    const answer = await fetch(address, { method: "POST", body: fields, keepalive: true, headers: { Accept: "application/json" } });
    if (!answer.headers.get("Content-Type")?.includes("json")) { return { lost: true }; }
    return { ok: answer.ok, ...(await answer.json()) };
  } catch {
    return { lost: true };
  }
};
const LOST = () => grid.dataset.lost;

/* The rows as the server shows them now. */
const show = (rows) => {
  for (const [id, html] of Object.entries(rows || {})) {
    const old = rowsOf().find((row) => row.dataset.row === id);
    if (!html) { old?.remove(); continue; }
    const holder = document.createElement("tbody");
    holder.innerHTML = html;
    const fresh = holder.rows[0];
    const picked = old?.querySelector(".pick input")?.checked;
    if (picked && fresh.querySelector(".pick input")) { fresh.querySelector(".pick input").checked = true; }
    if (old?.querySelector("td.editing:not([aria-busy])")) {
      /* Another cell of the row is being edited already: it stays as it is. */
      [...fresh.cells].forEach((cell, at) => {
        if (!old.cells[at].matches(".editing:not([aria-busy])")) { old.cells[at].replaceWith(cell.cloneNode(true)); }
      });
    } else if (old) {
      old.replaceWith(fresh);
    } else {
      const alike = rowsOf().filter((row) => row.dataset.matter === fresh.dataset.matter).pop();
      if (alike) { alike.after(fresh); } else { grid.tBodies[0].prepend(fresh); }
    }
  }
  if (!grid.querySelector('td[tabindex="0"]')) {
    const first = grid.querySelector("td[data-values]");
    if (first) { hold(first); }
  }
};

const place = (row, column) => cellAt(rowsOf().find((one) => one.dataset.row === row), column);

const took = (answer, row, column, to) => {
  done.push(String(answer.version));
  ready();
  tell(answer.text);
  const active = document.activeElement;
  const elsewhere = active && active !== document.body && !grid.querySelector(`[data-row="${CSS.escape(row)}"]`)?.contains(active);
  show(answer.rows);
  if (!active?.closest?.("td.editing") && (!elsewhere || to)) { go(to?.() || place(row, column)); }
};

const keep = async (cell, stay, seen, to) => {
  const row = cell.closest("tr").dataset.row, column = columnOf(cell);
  if (!seen && stateOf(cell) === cell.began) { leave(cell); if (stay || to) { go(to?.() || cell); } return; }
  const fields = new FormData();
  fields.set("row", row);
  new URLSearchParams(stateOf(cell)).forEach((value, name) => fields.append(name, value));
  Object.entries({ ...JSON.parse(cell.dataset.values), ...seen }).forEach(([name, value]) => fields.set(`before.${name}`, value));
  cell.setAttribute("aria-busy", "true");
  const answer = await send(grid.dataset.edits, fields);
  cell.removeAttribute("aria-busy");
  if (answer.ok) {
    cell.kept = null;
    cell.classList.remove("editing");
    took(answer, row, column, to);
    return;
  }
  refuse(cell, answer, seen);
};

const refuse = (cell, answer, seen) => {
  cell.querySelectorAll(".cell-problem, .clash").forEach((one) => one.remove());
  const text = answer.lost ? grid.dataset.lost : answer.text;
  const told = document.createElement("p");
  told.className = "cell-problem";
  told.id = "cell-problem";
  told.setAttribute("role", "alert");
  told.textContent = text;
  cell.append(told);
  const field = cell.querySelector("input:not([type=hidden]), select, textarea");
  if (field) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", "cell-problem");
    field.focus();
  }
  tell(text, true);
  /* What is told makes the cell wider. */
  intoSight(cell);
  if (!answer.meanwhile) { return; }
  const buttons = clone("clash");
  buttons.firstElementChild.classList.add("clash");
  const now = { ...seen, [answer.meanwhile.field]: answer.meanwhile.value };
  buttons.querySelector("[data-mine]").addEventListener("click", () => keep(cell, true, now));
  buttons.querySelector("[data-theirs]").addEventListener("click", () => {
    const row = cell.closest("tr").dataset.row, column = columnOf(cell);
    leave(cell);
    show(answer.rows);
    go(place(row, column));
  });
  cell.append(buttons);
  intoSight(cell);
};

const takeBack = async () => {
  const version = done.pop();
  if (!version) { return; }
  undo.disabled = true;
  const on = document.activeElement.closest?.("td[data-values]");
  const back = on && [on.closest("tr").dataset.row, columnOf(on)];
  const fields = new FormData();
  fields.set("version", version);
  const answer = await send(grid.dataset.reversals, fields);
  if (answer.ok) {
    show(answer.rows);
    tell(grid.dataset.undone);
    if (back) { go(place(...back)); }
  } else {
    tell(answer.lost ? LOST() : answer.text, true);
    if (answer.lost) { done.push(version); }
  }
  ready();
};

const sure = document.querySelector("[data-sure]");
const drop = (cell) => {
  const row = cell.closest("tr");
  sure.querySelector("[data-what]").textContent = `${row.dataset.row} ${cellsOf(row).slice(0, 2).map((one) => one.querySelector(".v")?.textContent).join(" · ")}`;
  sure.querySelector("[data-yes]").onclick = async () => {
    sure.close();
    const at = rowsOf().indexOf(row), column = columnOf(cell);
    const fields = new FormData();
    fields.set("row", row.dataset.row);
    fields.set("action", "drop");
    const answer = await send(grid.dataset.edits, fields);
    if (answer.ok) {
      took(answer, row.dataset.row, column, () => rowsOf().slice(at).map((one) => cellAt(one, column)).find(Boolean));
    } else {
      tell(answer.lost ? LOST() : answer.text, true);
    }
  };
  sure.querySelector("[data-no]").onclick = () => { sure.close(); go(cell); };
  /* Left by Esc, too, it asks about no line any more. */
  sure.onclose = () => { sure.querySelectorAll("button").forEach((button) => { button.onclick = null; }); };
  sure.showModal();
  sure.querySelector("[data-no]").focus();
};

const step = (cell, down, right) => {
  const row = cell.closest("tr"), rows = rowsOf();
  if (right) {
    const cells = cellsOf(row);
    return cells[cells.indexOf(cell) + right];
  }
  for (let at = rows.indexOf(row) + down; at >= 0 && at < rows.length; at += down) {
    const found = cellAt(rows[at], columnOf(cell));
    if (found) { return found; }
  }
  return null;
};
const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

const editing = (down, cell) => {
  if (down.key === "Escape") {
    down.preventDefault();
    leave(cell);
    tell("");
    go(cell);
  } else if (down.key === "Enter" && !down.shiftKey && down.target.tagName !== "BUTTON") {
    down.preventDefault();
    keep(cell, true);
  } else if (down.key === "Tab" && !cell.querySelector(".cell-problem")) {
    const inside = [...cell.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
    const end = down.shiftKey ? inside[0] : inside.filter((one) => one.tagName !== "BUTTON").pop();
    if (down.target !== end) { return; }
    down.preventDefault();
    const row = cell.closest("tr").dataset.row, next = step(cell, 0, down.shiftKey ? -1 : 1);
    const column = next ? columnOf(next) : columnOf(cell);
    keep(cell, true, undefined, () => place(row, column));
  }
};

const moving = (down, cell) => {
  const steps = STEPS[down.key];
  if (steps) {
    go(step(cell, ...steps));
  } else if (down.key === "Enter" || down.key === "F2") {
    edit(cell);
  } else if (down.key === "Delete") {
    drop(cell);
  } else if (down.key === "n") {
    const asked = new URL(grid.dataset.new, location.href);
    asked.searchParams.set("matter", cell.closest("tr").dataset.matter);
    location.assign(asked);
  } else if (down.key === "Home" || down.key === "End") {
    const cells = cellsOf(cell.closest("tr"));
    go(down.key === "Home" ? cells[0] : cells.pop());
  } else {
    return;
  }
  down.preventDefault();
};

/* The whole county, or some of its places: a choice of one takes the other back. */
document.addEventListener("input", (input) => {
  const areas = input.target.closest(".areas");
  if (!areas) { return; }
  const everywhere = areas.querySelector("input[type=checkbox][value='*']");
  if (input.target !== everywhere) { everywhere.checked = false; return; }
  if (!everywhere.checked) { return; }
  areas.querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = box === everywhere; });
  areas.querySelector(".more input").value = "";
});

/* On a phone the filter is folded until it is wanted. */
const fold = document.querySelector("[data-fold]");
if (fold && matchMedia("(max-width: 760px)").matches) { fold.open = false; }

if (grid) {
  const first = grid.querySelector("td[data-values]");
  if (first) { first.tabIndex = 0; }
  ready();
  undo.addEventListener("click", takeBack);
  grid.addEventListener("click", (click) => {
    const cell = click.target.closest("td[data-values]");
    if (cell && !cell.classList.contains("editing") && !click.target.closest("a")) { hold(cell); edit(cell); }
  });
  document.addEventListener("mousedown", press, true);
  document.addEventListener("click", pressed, true);
  document.addEventListener("keydown", settle, true);
  /* A press that ends elsewhere, or drags, is no click. */
  document.addEventListener("mouseup", () => setTimeout(settle), true);
  document.addEventListener("dragend", settle, true);
  grid.addEventListener("focusout", (out) => {
    const cell = out.target.closest("td.editing");
    if (!cell || !out.relatedTarget || cell.contains(out.relatedTarget) || cell.hasAttribute("aria-busy")) { return; }
    if (cell.querySelector(".cell-problem")) { return; }
    if (pressing) { left = cell; } else { keep(cell, false); }
  });
  grid.addEventListener("keydown", (down) => {
    const cell = down.target.closest("td[data-values]");
    if (!cell || down.isComposing) { return; }
    if (cell.classList.contains("editing")) { editing(down, cell); return; }
    if (!down.ctrlKey && !down.metaKey && !down.altKey) { moving(down, cell); }
  });
  document.addEventListener("keydown", (down) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && document.activeElement.type !== "checkbox";
    if (typing || document.querySelector("dialog[open]")) { return; }
    if ((down.ctrlKey || down.metaKey) && down.key.toLowerCase() === "z") {
      down.preventDefault();
      takeBack();
    } else if (down.key === "?" && !down.ctrlKey) {
      document.querySelector("[data-help]").showModal();
    }
  });
  const help = document.querySelector("[data-help-button]");
  help.hidden = false;
  help.addEventListener("click", () => document.querySelector("[data-help]").showModal());

  const several = document.querySelector("#several");
  const picked = several?.querySelector("[data-picked]");
  const count = () => {
    const ticked = grid.querySelectorAll(".pick input:checked").length;
    picked.textContent = ticked ? `(${ticked})` : "";
    if (ticked) { several.querySelector("details").open = true; }
  };
  if (picked) {
    count();
    grid.addEventListener("change", (change) => { if (change.target.matches(".pick input")) { count(); } });
  }
  /* Filling in a column chooses it. */
  several?.querySelectorAll("fieldset").forEach((one) => one.addEventListener("input", (input) => {
    if (input.target.name !== "set") { one.querySelector("[name=set]").checked = true; }
  }));
}

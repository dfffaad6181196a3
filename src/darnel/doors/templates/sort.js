"use strict";
// Turns the heads of .sortable tables into buttons; without it they are plain tables.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const value = (row, at, kind) => {
    const cell = row.cells[at];
    if (kind === "text") return cell.textContent.trim().toLowerCase();
    const said = cell.dataset.v;
    return said === "" || said === undefined ? NaN : Number(said);
  };
  heads.forEach((head, at) => {
    const kind = head.dataset.sort;
    if (!kind) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].map((row, place) => [value(row, at, kind), place, row]);
      rows.sort(([a, i], [b, j]) => {
        if (a !== a || b !== b) return (a !== a) - (b !== b) || i - j; // absent ones stay last
        const order = kind === "text" ? a.localeCompare(b) : a - b;
        return (up ? order : -order) || i - j;
      });
      body.append(...rows.map(([, , row]) => row));
    });
  });
}

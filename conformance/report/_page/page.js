"use strict";
// Without this script everything is there to be read; it filters, opens what a link leads to, and unfolds for print.
const one = (selector) => document.querySelector(selector);
const all = (selector) => Array.from(document.querySelectorAll(selector));

function heading(chapter) {
  return Array.from(chapter.children).filter((part) => part.tagName !== "ARTICLE").map((part) => part.textContent).join(" ");
}

function filtered(list, form, counter, noun) {
  const box = one(form);
  if (!box) return;
  const rows = all(list);
  const chapters = all(".chapter, .chapter-rows").filter((chapter) => chapter.querySelector(list));
  let words = null;
  const text = (row) => (row.textContent + " " + (row.closest(".chapter") ? heading(row.closest(".chapter")) : "")).toLowerCase();
  const apply = () => {
    const fields = new FormData(box);
    const sought = String(fields.get("text") || "").toLowerCase().split(/\s+/).filter(Boolean);
    if (sought.length && !words) words = rows.map(text);
    let shown = 0;
    rows.forEach((row, index) => {
      const fits = sought.every((word) => words[index].includes(word)) &&
        ["state", "operation", "binding"].every((name) => !fields.get(name) || row.dataset[name] === fields.get(name)) &&
        (!fields.get("shows") || row.dataset.shows.includes(fields.get("shows")));
      row.hidden = !fits;
      shown += fits ? 1 : 0;
    });
    for (const chapter of chapters) chapter.hidden = !Array.from(chapter.querySelectorAll(list)).some((row) => !row.hidden);
    one(counter).textContent = `${shown} of ${rows.length} ${noun} shown`;
  };
  box.addEventListener("input", apply);
  box.addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("reset", () => setTimeout(apply));
  all(`[data-filters="${form}"]`).forEach((link) => link.addEventListener("click", () => {
    box.reset();
    for (const name of ["operation", "binding"]) {
      if (link.dataset[name] && box.elements[name]) box.elements[name].value = link.dataset[name];
    }
    setTimeout(apply);
  }));
  apply();
}

function arrive() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let around = target; around; around = around.parentElement) {
    around.hidden = false;
    if (around.tagName === "DETAILS") around.open = true;
  }
  if (target.tagName === "ARTICLE") target.querySelectorAll("details.wires-fold").forEach((fold) => { fold.open = true; });
  showMarks(target);
  target.scrollIntoView();
}

function showMarks(around) {
  for (const mark of around.querySelectorAll(".wire mark")) {
    const wire = mark.closest(".wire");
    wire.scrollTop = Math.max(0, mark.getBoundingClientRect().top - wire.getBoundingClientRect().top - wire.clientHeight / 2);
  }
}

filtered("article.finding", "#find-findings", "#findings-shown", "findings");
filtered("#checks tbody tr", "#find-checks", "#checks-shown", "checks");
filtered("tr.row", "#find-rows", "#rows-shown", "requirements");
filtered("#cases tbody tr", "#find-cases", "#cases-shown", "cases");
document.addEventListener("toggle", (event) => { if (event.target.open) showMarks(event.target); }, true);
window.addEventListener("hashchange", arrive);
window.addEventListener("beforeprint", () => all("article.finding details, details.for-print").forEach((fold) => { fold.open = true; }));
showMarks(document);
arrive();

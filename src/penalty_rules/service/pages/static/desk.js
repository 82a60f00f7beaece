"use strict";
// The advice follows what is filled in; the print button prints. All of it works without this file, by buttons.
(function () {
  document.documentElement.classList.add("script");

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  const wrong = document.querySelector(".faults");
  if (wrong) wrong.focus();

  const form = document.querySelector("form[data-live]");
  if (!form) return;
  let asked = null, waiting = 0, stale = false; // stale: the reasoning on the page is older than the verdict

  // Put the parts of an answer in the place of those shown; the focus stays where it was.
  function show(answer, without) {
    const held = document.activeElement && document.activeElement.id;
    const unfolded = new Set([...document.querySelectorAll("details[open]")].map(name));
    for (const part of answer.querySelectorAll("[data-part]")) {
      const old = document.getElementById(part.id);
      if (!old || part.id === without) continue;
      const said = part.querySelector("[aria-live]"), before = old.querySelector("[aria-live]");
      for (const each of part.querySelectorAll("details:not([open])")) if (unfolded.has(name(each))) each.open = true;
      if (said && before) { // a live region that is replaced is not read out: only its text changes
        if (before.textContent !== said.textContent) before.textContent = said.textContent;
        said.replaceWith(before);
      }
      old.replaceWith(part);
    }
    const again = held && document.getElementById(held);
    if (again && again !== document.activeElement) again.focus({ preventScroll: true });
  }

  function name(details) { // what is unfolded stays so; in the tree a line is known by its words
    return details.id || details.firstElementChild.textContent;
  }

  function fail(answer) {
    const said = document.querySelector("#verdict [aria-live], #preview [aria-live]");
    const problem = answer && (answer.querySelector(".lead") || answer.querySelector("h1"));
    if (said) said.textContent = problem ? problem.textContent.trim() : form.dataset.offline;
  }

  async function follow(without) {
    if (asked) asked.abort();
    const mine = (asked = new AbortController());
    const filled = new URLSearchParams(new FormData(form));
    filled.append("live", "1");
    const tree = document.getElementById("reasoning");
    stale = Boolean(tree && tree.querySelector("details") && !tree.querySelector("details[open]"));
    if (tree && !stale) filled.append("reasoning", "1");
    form.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.live + location.search, {
        method: "POST", body: filled, signal: mine.signal, credentials: "same-origin", headers: { Accept: "text/html" },
      });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine === asked) answer.ok ? show(page, without) : fail(page);
    } catch (error) {
      if (error.name !== "AbortError") fail(null);
    } finally {
      if (mine === asked) form.removeAttribute("aria-busy");
    }
  }

  function soon(delay, without) {
    clearTimeout(waiting);
    waiting = setTimeout(() => follow(without), delay);
  }

  form.addEventListener("change", () => soon(0));
  form.addEventListener("input", (event) => {
    if (event.target.matches("input[type=text], textarea")) soon(350, "questions"); // what is being typed stays as it is
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && !button.name && !button.hasAttribute("formaction") && !button.classList.contains("main")) {
      event.preventDefault(); // Enter in a field
      soon(0);
    }
  });
  document.addEventListener("toggle", (event) => {
    if (stale && event.target.open && event.target.closest("#reasoning")) soon(0);
  }, true);
})();

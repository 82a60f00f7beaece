"use strict";
// A replay under way is asked about again until it is done. Without this file the page reloads by itself.
(function () {
  async function ask() {
    const shown = document.querySelector("#replay[data-running]");
    if (!shown) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", headers: { Accept: "text/html" } });
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("replay");
      if (part) {
        const said = shown.querySelector("[role=status]"), now = part.querySelector("[role=status]");
        if (part.hasAttribute("data-running") && said && now) { // only what changes is read out
          said.innerHTML === now.innerHTML || said.replaceChildren(...now.childNodes);
          shown.querySelector("progress").value = part.querySelector("progress").value;
          shown.querySelector("progress").max = part.querySelector("progress").max;
        } else shown.replaceWith(part);
      }
    } catch (error) { /* the next turn asks again */ }
    setTimeout(ask, 1000);
  }
  setTimeout(ask, 400);
})();

// Keys of the explorer. Everything works without this: links and forms do the rest.
"use strict";

const typing = (target) => target.closest("input, select, textarea") !== null;

const move = (list, step) => {
  const links = [...list.querySelectorAll("a")];
  const next = links.indexOf(document.activeElement) + step;
  (links[next] ?? list.closest(".find, .hero")?.querySelector("input"))?.focus();
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.getElementById("suggestions");
  const inside = event.target.closest(".find, .hero");
  if (box && inside && ["ArrowDown", "ArrowUp"].includes(event.key) && box.querySelector("a")) {
    event.preventDefault();
    move(box, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Escape" && box) {
    box.replaceChildren();
  } else if (event.key === "/" && !typing(event.target)) {
    event.preventDefault();
    document.querySelector("#big, #q")?.focus();
  }
});

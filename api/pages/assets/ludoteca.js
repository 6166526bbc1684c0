// Keys of the explorer. Everything works without this: links and forms do the rest.
"use strict";

const PLACES = { g: "/games", s: "/story", y: "/years" };
const OFF = "ludoteca.keys";
const find = (selector) => document.querySelector(selector);
const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]") !== null;
const isOff = () => {
  try {
    return localStorage.getItem(OFF) === "off";
  } catch {
    return false; // a browser that keeps nothing
  }
};
const searchOf = (target) => target.closest("form[role=search], .hero, .find");
const suggestions = () => find("#suggestions");

const showKeys = () => {
  find("#keys-used").checked = !isOff();
  find("#keys").showModal();
};

const moveIn = (target, step) => {
  const links = [...suggestions().querySelectorAll("a")];
  const next = links.indexOf(target) + step;
  (links[next] ?? find("[aria-controls=suggestions]")).focus();
};

const leave = (target) => {
  const input = find("[aria-controls=suggestions]");
  const wasOpen = suggestions().childElementCount > 0;
  suggestions().replaceChildren();
  if (wasOpen && target !== input) input.focus();
  else if (!wasOpen) target.blur();
};

let isGoing = false; // after a first g
let turned = 0; // pages of a list that j has turned

const turn = (isForward) => {
  const link = find(isForward ? "a[rel=next]" : "a[rel=prev]");
  if (link) link.click();
  if (isForward && link) turned += 1;
  else if (!isForward && !link && turned > 0) {
    turned -= 1;
    history.back();
  } else if (!isForward && !link) find("a[rel=first]")?.click();
};

const ACTIONS = {
  "/": () => find("#big, #q")?.focus(),
  "?": showKeys,
  g: () => (isGoing = true),
  j: () => turn(true),
  k: () => turn(false),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || find("#keys").open) return;
  const { key, target } = event;
  const inSearch = suggestions() && searchOf(target);
  if (inSearch && key === "Escape") return leave(target);
  if (inSearch && ["ArrowDown", "ArrowUp"].includes(key) && suggestions().querySelector("a")) {
    event.preventDefault();
    return moveIn(target, key === "ArrowDown" ? 1 : -1);
  }
  if (isTyping(target) || isOff()) return;
  const place = isGoing && PLACES[key];
  isGoing = false;
  if (place) location.assign(place);
  else if (Object.hasOwn(ACTIONS, key)) {
    event.preventDefault();
    ACTIONS[key]();
  }
});

// What was found goes when somebody goes on elsewhere, by a click or by Tab.
for (const kind of ["click", "focusin"])
  document.addEventListener(kind, ({ target }) => {
    if (suggestions() && !searchOf(target)) suggestions().replaceChildren();
  });

// A link that replaced its own list leaves the focus nowhere: the list takes it.
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (document.activeElement !== document.body || target.matches(".suggestions")) return;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
});

document.addEventListener("change", ({ target }) => {
  if (target.id === "keys-used") localStorage.setItem(OFF, target.checked ? "on" : "off");
});

document.addEventListener("click", ({ target }) => {
  if (target.id === "keys-button") showKeys();
});

const showButton = () => find("#keys-button").removeAttribute("hidden");
document.addEventListener("htmx:historyRestore", showButton);
showButton();

// Comforts only: every page works without this file.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// What is typed into a long answer outlives a lost network or an ended session; once its form was stored, it alone is
// forgotten: what stands in other forms is kept.
const SENT = "sent-drafts";
const keyOf = (area) => `draft:${location.pathname}:${area.name}`;
if (document.querySelector(".govuk-notification-banner--success")) {
  for (const key of JSON.parse(sessionStorage.getItem(SENT) ?? "[]")) sessionStorage.removeItem(key);
}
sessionStorage.removeItem(SENT);
document.addEventListener("submit", ({ target }) => {
  sessionStorage.setItem(SENT, JSON.stringify([...target.querySelectorAll("textarea[data-keep]")].map(keyOf)));
});
for (const area of document.querySelectorAll("textarea[data-keep]")) {
  const key = keyOf(area);
  const kept = sessionStorage.getItem(key);
  if (kept && !area.value) area.value = kept;
  area.addEventListener("input", () => sessionStorage.setItem(key, area.value));
}

// Keyboard shortcuts where a page names them: data-key="j" on a link or button. The profile turns them off.
document.addEventListener("keydown", (event) => {
  if (document.body.dataset.shortcuts === "off") return;
  const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const meant = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (meant) { event.preventDefault(); meant.focus(); meant.click(); }
});

// What a form lacks is said while it is filled in: data-check names the element that says it. Nothing is stored.
for (const form of document.querySelectorAll("form[data-check]")) {
  let waiting;
  let newest = 0; // an answer about what was typed before is not shown
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    const asked = ++newest;
    waiting = setTimeout(async () => {
      const body = new URLSearchParams(new FormData(form));
      body.set("then", "check");
      const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
      const text = answer?.ok && !answer.redirected ? await answer.text() : null;
      if (text !== null && asked === newest) document.getElementById(form.dataset.check).textContent = text;
    }, 700);
  });
}

// Filters and pages of a list swap the list alone (htmx); whatever does not answer with that list is opened as a page:
// the sign-in, a refusal, a lost network.
const place = (address) => new URL(address, location.href);
const renews = (element) => element.hasAttribute("hx-trigger");
const open = (address) => location.assign(place(address));
document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt } = event.detail.requestConfig;
  // Nothing is renewed under somebody's hands, or where nobody looks.
  if (renews(elt) && (document.hidden || elt.contains(document.activeElement))) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, pathInfo, requestConfig } = event.detail;
  const asked = place(pathInfo.finalRequestPath);
  const same = place(xhr.responseURL || asked).pathname === asked.pathname;
  if (xhr.status === 200 && same && xhr.responseText.includes(`id="${target.id}"`)) return;
  event.detail.shouldSwap = false;
  if (!renews(requestConfig.elt)) open(asked);
  else if (!same) location.reload();
});
document.addEventListener("htmx:sendError", ({ detail }) => {
  if (!renews(detail.requestConfig.elt)) open(detail.pathInfo.finalRequestPath);
});
// Whoever chose a filter goes on from it: the link they chose is gone.
document.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.boosted) document.querySelector(`#${detail.target.id} [aria-current]`)?.focus();
});

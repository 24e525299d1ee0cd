// Comforts only: every page works without this file.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// What is typed into a long answer outlives a lost network or an ended session; it is forgotten once it was stored.
if (document.querySelector(".govuk-notification-banner--success")) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft:")) sessionStorage.removeItem(key);
}
for (const area of document.querySelectorAll("textarea[data-keep]")) {
  const key = `draft:${location.pathname}:${area.name}`;
  const kept = sessionStorage.getItem(key);
  if (kept && !area.value) area.value = kept;
  area.addEventListener("input", () => sessionStorage.setItem(key, area.value));
}

// Keyboard shortcuts where a page names them: data-key="j" on a link or button.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const meant = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (meant) { event.preventDefault(); meant.focus(); meant.click(); }
});

// What a form lacks is said while it is filled in: data-check names the element that says it. Nothing is stored.
for (const form of document.querySelectorAll("form[data-check]")) {
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const body = new URLSearchParams(new FormData(form));
      body.set("then", "check");
      const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
      if (answer?.ok && !answer.redirected) document.getElementById(form.dataset.check).textContent = await answer.text();
    }, 700);
  });
}

// Before the page is drawn: tell the styles that scripts run.
document.documentElement.classList.add("js-enabled");
document.addEventListener("DOMContentLoaded", () => {
  document.body.classList.add("js-enabled");
  if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
});

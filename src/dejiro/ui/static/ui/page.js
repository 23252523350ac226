// What a page gains from JavaScript; without it everything still works.

const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
}

// Leaving a form with typed but unsent text asks first.
const watched = document.querySelectorAll("form[data-warn-unsaved]");
const unsent = new Set();
const ask = (event) => event.preventDefault();
const settle = () => (unsent.size ? window.addEventListener("beforeunload", ask) : window.removeEventListener("beforeunload", ask));
for (const form of watched) {
  form.addEventListener("input", () => {
    unsent.add(form);
    settle();
  });
  form.addEventListener("submit", () => {
    unsent.clear();
    settle();
  });
}

// A part of the page that could not be fetched says so.
const trouble = document.querySelector("[data-trouble]");
if (trouble) {
  const say = () => {
    trouble.hidden = false;
  };
  document.body.addEventListener("htmx:responseError", say);
  document.body.addEventListener("htmx:sendError", say);
  document.body.addEventListener("htmx:beforeRequest", () => {
    trouble.hidden = true;
  });
}

// The account menu closes with Escape and with a click elsewhere.
for (const menu of document.querySelectorAll("details.menu")) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) {
      menu.open = false;
    }
  });
}

// A passkey that could not be used says so (allauth tells with an event).
document.addEventListener("allauth.error", () => {
  const passkey = document.querySelector("[data-passkey-trouble]");
  if (passkey) {
    passkey.hidden = false;
  }
});

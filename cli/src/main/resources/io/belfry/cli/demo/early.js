// Runs before the first paint: a chosen theme does not flash, and a file that does not arrive is told.
(() => {
  const asked = new URLSearchParams(location.search).get("theme");
  let kept = null;
  try {
    kept = localStorage.getItem("belfry.theme");
  } catch {
    // Storage is off: the system's theme holds.
  }
  const theme = asked ?? kept;
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
  }

  function sayBroken() {
    if (document.readyState === "loading") {
      addEventListener("DOMContentLoaded", sayBroken);
      return;
    }
    const box = document.querySelector("#broken");
    if (box?.hidden) {
      box.hidden = false;
      box.textContent = "The page could not start: a file of it did not arrive. Look whether belfry dev still runs, then load the page again.";
    }
  }

  // Such an event stops at the element, so it is caught on its way there.
  addEventListener("error", ({ target }) => target?.matches?.("script, link[rel=stylesheet]") && sayBroken(), true);
})();

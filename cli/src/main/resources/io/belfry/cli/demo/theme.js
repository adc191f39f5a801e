// Runs before the first paint, so that a chosen theme does not flash.
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
})();

// A text box that is as high as its words.

/** Let a text area grow with what stands in it; returns what makes it fit after a change from outside. */
export function growing(area, most = 320) {
  const grow = () => {
    area.style.height = "auto";
    if (!area.offsetParent) return;
    area.style.height = `${Math.min(area.scrollHeight + 2, most)}px`;
    area.style.overflowY = area.scrollHeight > most ? "auto" : "hidden";
  };
  area.addEventListener("input", grow);
  area.addEventListener("focus", grow);
  requestAnimationFrame(grow);
  return grow;
}

// Tells when something changed for one person.

const POLL_WHEN_HIDDEN = 5000;

/**
 * Call `onChange` whenever the person's view changes, and `onState` with "live" or "lost".
 * A hidden tab asks now and then instead of holding a connection: a browser allows six to one
 * host, and many tabs as many people would use them up. Returns a function that stops it.
 */
export function follow(url, onChange, onState) {
  let source = null;
  let timer = null;

  const open = () => {
    if (source) return;
    source = new EventSource(url);
    source.addEventListener("open", () => {
      onState("live");
      onChange();
    });
    source.addEventListener("change", () => onChange());
    source.addEventListener("error", () => {
      onState("lost");
      if (source?.readyState === EventSource.CLOSED) {
        close();
        timer = setTimeout(open, 2000);
      }
    });
  };

  const close = () => {
    source?.close();
    source = null;
    clearTimeout(timer);
    clearInterval(timer);
    timer = null;
  };

  const onVisibility = () => {
    close();
    if (document.hidden) timer = setInterval(onChange, POLL_WHEN_HIDDEN);
    else open();
  };

  document.addEventListener("visibilitychange", onVisibility);
  onVisibility();
  return () => {
    document.removeEventListener("visibilitychange", onVisibility);
    close();
  };
}

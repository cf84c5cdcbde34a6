// What only a person does: pointer, wheel, touch and key events that the browser vouches for. A scroll is none: a
// script can make one.
const KINDS = ["pointerdown", "wheel", "touchstart", "keydown"];

export function watchActs(onAct) {
  const acted = (event) => {
    if (event.isTrusted && document.visibilityState === "visible") onAct(performance.now());
  };
  for (const kind of KINDS) addEventListener(kind, acted, { passive: true, capture: true });
}

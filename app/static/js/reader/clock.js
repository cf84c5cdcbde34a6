// Time that can be counted: a tick every quarter of a second, and nothing for a tick in which the machine slept.
export const TICK_MS = 250;
const SLEPT_MS = 1000;

export function startClock(onTick) {
  let last = performance.now();
  const tick = () => {
    const now = performance.now();
    const passed = now - last;
    last = now;
    if (passed > 0 && passed <= SLEPT_MS) onTick(passed, now);
  };
  setInterval(tick, TICK_MS);
  // Called once more before a report, so that the last part of a second is in it.
  return tick;
}

// What an upload says while it is on its way.
export function share(sent, total) {
  return `${total ? Math.floor((sent * 100) / total) : 100} %`;
}

export function timeLeft(seconds) {
  if (!Number.isFinite(seconds)) return "";
  if (seconds < 5) return "a few seconds left";
  if (seconds < 55) return `${Math.ceil(seconds / 5) * 5} seconds left`;
  if (seconds < 90) return "about a minute left";
  return seconds < 5400 ? `about ${Math.round(seconds / 60)} minutes left` : `about ${Math.round(seconds / 3600)} hours left`;
}

// How fast bytes have gone lately, so that a stall shows within seconds.
export class Pace {
  #at = performance.now();
  #sent = null;
  #rate = 0;

  note(sent) {
    const now = performance.now();
    const seconds = (now - this.#at) / 1000;
    if (this.#sent === null || sent < this.#sent) this.#sent = sent;
    if (seconds < 0.5) return;
    const rate = (sent - this.#sent) / seconds;
    this.#rate = this.#rate ? this.#rate * 0.7 + rate * 0.3 : rate;
    this.#at = now;
    this.#sent = sent;
  }

  left(bytes) {
    return this.#rate > 0 ? bytes / this.#rate : Infinity;
  }
}

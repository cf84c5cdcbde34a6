// Reports: small, complete in themselves, and sent even while the page is closing.
export class Beacon {
  constructor(address, pass, opened) {
    this.address = address;
    this.common = { pass, open: opened, visit: crypto.randomUUID?.() ?? uuid() };
    this.seq = 0;
  }

  send(kind, report) {
    const body = JSON.stringify({
      ...this.common,
      id: crypto.randomUUID?.() ?? uuid(),
      kind,
      seq: this.seq++,
      mono: Math.round(performance.now()),
      ...report,
    });
    const post = { method: "POST", body, keepalive: true, headers: { "Content-Type": "text/plain" } };
    fetch(this.address, { ...post, credentials: "omit" }).catch(() => navigator.sendBeacon?.(this.address, body));
  }
}

// randomUUID is missing where the page is not served over HTTPS.
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

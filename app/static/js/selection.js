// Keeps a button's words in step with what is ticked.
//
// <form data-selection>
//   <input type="checkbox" data-counts="items"> … <input type="hidden" data-counts="people">
//   <button><span data-selection-words="Send {items} to {people}" data-selection-none="Choose something to send"
//           data-items="item|items" data-people="person|people">Send 2 items to 1 person</span></button>
//   <span data-selection-count data-unit="selected|selected">…</span>
// </form>
//
// A ticked box counts one; a hidden input always does. Boxes outside the form may join it with form="ID".
function counts(root) {
  const found = new Map();
  const outside = root.id ? document.querySelectorAll(`[data-counts][form="${CSS.escape(root.id)}"]`) : [];
  for (const input of new Set([...root.querySelectorAll("[data-counts]"), ...outside])) {
    const kind = input.dataset.counts;
    const counted = input.type === "hidden" || input.checked;
    found.set(kind, (found.get(kind) ?? 0) + (counted ? 1 : 0));
  }
  return found;
}

function words(element, found) {
  let missing = false;
  const said = element.dataset.selectionWords.replace(/\{(\w+)\}/g, (_, kind) => {
    const n = found.get(kind) ?? 0;
    if (n === 0) missing = true;
    const [one, many] = (element.dataset[kind] ?? kind).split("|");
    return `${n} ${n === 1 ? one : (many ?? one)}`;
  });
  return { said: missing ? (element.dataset.selectionNone ?? said) : said, missing };
}

function update(root) {
  const found = counts(root);
  for (const element of root.querySelectorAll("[data-selection-words]")) {
    const { said, missing } = words(element, found);
    element.textContent = said;
    const button = element.closest("button");
    if (button) button.disabled = missing;
  }
  const total = [...found.values()].reduce((sum, n) => sum + n, 0);
  for (const element of root.querySelectorAll("[data-selection-count]")) element.textContent = `${total} selected`;
}

const updateAll = () => document.querySelectorAll("[data-selection]").forEach(update);

document.addEventListener("change", (event) => {
  if (event.target.matches?.("[data-counts]")) updateAll();
});
document.addEventListener("htmx:afterSettle", updateAll);
window.addEventListener("pageshow", updateAll);
updateAll();

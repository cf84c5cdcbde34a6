// Keys of the editor, and the buttons of its toolbar that the toolbar itself does not know.
const KEYS = { b: "bold", i: "italic", k: "link" };
const TABLE = "| What | Then | Now |\n|---|---|---|\n|  |  |  |\n|  |  |  |\n";

// Puts text in place of what is selected, so that undo takes it out again.
export function insert(field, words) {
  field.focus();
  if (document.execCommand("insertText", false, words)) return;
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}

// Blank lines around what must stand alone.
export function insertBlock(field, words) {
  const before = field.value.slice(0, field.selectionStart);
  const gap = before === "" || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  insert(field, `${gap}${words}\n`);
}

for (const editor of document.querySelectorAll("[data-editor]")) {
  const field = editor.querySelector("textarea");
  const button = (style) => editor.querySelector(`[data-md-button="${style}"]`);
  field.addEventListener("keydown", (event) => {
    const style = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey ? KEYS[event.key.toLowerCase()] : null;
    if (!style) return;
    event.preventDefault();
    button(style).click();
    field.focus();
  });
  button("table").addEventListener("click", () => insertBlock(field, TABLE));
}

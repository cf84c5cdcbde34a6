// Pictures pasted, dropped or chosen: described, sent, and written into the text where they belong.
import { insert } from "./editor_text.js";

const token = document.querySelector('meta[name="csrf-token"]')?.content;
const TYPES = ["image/png", "image/jpeg", "image/webp", "image/gif"];

for (const editor of document.querySelectorAll("[data-editor]")) {
  const field = editor.querySelector("textarea");
  const chooser = editor.querySelector("[data-picture-file]");
  editor.querySelector('[data-md-button="picture"]').addEventListener("click", () => chooser.click());
  chooser.addEventListener("change", () => {
    take(editor, field, chooser.files);
    chooser.value = "";
  });
  field.addEventListener("paste", (event) => {
    const found = pictures(event.clipboardData?.files);
    // A cell copied from a spreadsheet comes as a picture and as text: the text is meant.
    if (!found.length || event.clipboardData.getData("text/plain")) return;
    event.preventDefault();
    take(editor, field, found);
  });
  field.addEventListener("dragover", (event) => {
    if ([...(event.dataTransfer?.types ?? [])].includes("Files")) event.preventDefault();
  });
  field.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(editor, field, event.dataTransfer.files);
  });
}

function pictures(files) {
  return [...(files ?? [])].filter((file) => TYPES.includes(file.type));
}

async function take(editor, field, files) {
  const said = editor.querySelector("[data-editor-said]");
  const found = pictures(files);
  if (!found.length) said.textContent = "Only PNG, JPEG, WebP and GIF pictures can stand in a text.";
  for (const file of found) {
    const alt = await describe();
    if (alt === null) continue;
    said.textContent = `Sending ${file.name} …`;
    const { name, error } = await send(editor.dataset.pictures, file);
    said.textContent = error ?? `${file.name} is in the text.`;
    if (name) insert(field, `![${alt}](${name})`);
  }
}

// What somebody types in the dialog, without signs that would end it; null when they think better of it.
function describe() {
  const dialog = document.getElementById("describe");
  const input = dialog.querySelector("input");
  input.value = "";
  dialog.returnValue = "";
  dialog.showModal();
  input.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "ok" ? input.value.replace(/[[\]\\]/g, "").trim() : null), { once: true });
  });
}

async function send(address, file) {
  const body = new FormData();
  body.append("file", file);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (answer.status === 413) return { error: "This picture is too big." };
    return await answer.json();
  } catch {
    return { error: "The picture could not be sent. Try again." };
  }
}

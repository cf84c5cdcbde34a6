// The form of a piece: keeps what is typed, and helps to write Markdown.
import "./editor_draft.js";
import "./editor_pictures.js";
import "./editor_text.js";

// "Nothing in particular" and a rival exclude each other.
document.addEventListener("change", ({ target }) => {
  if (target.name !== "rival" || !target.checked) return;
  for (const other of target.form.querySelectorAll('input[name="rival"]:checked')) {
    if (other !== target && (target.value === "none" || other.value === "none")) other.checked = false;
  }
});

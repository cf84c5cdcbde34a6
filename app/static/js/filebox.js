// A [data-filebox] shows the names of the files chosen, and lights up while files are dragged over it.
// The input lies over the whole box, so dropping needs no code of ours.
const boxOf = (event) => event.target.closest?.("[data-filebox]");

document.addEventListener("change", (event) => {
  const box = boxOf(event);
  if (!box || event.target.type !== "file") return;
  const names = box.querySelector("[data-filebox-names]");
  names.textContent = [...event.target.files].map((file) => `${file.name}, ${size(file.size)}`).join("; ");
  box.classList.toggle("has-files", event.target.files.length > 0);
});

for (const [moment, over] of [["dragenter", true], ["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(moment, (event) => boxOf(event)?.classList.toggle("is-over", over));
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

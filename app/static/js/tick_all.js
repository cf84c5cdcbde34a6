// [data-tick-all="NAME"] ticks every box of that name in its form, and follows them.
document.addEventListener("change", (event) => {
  const all = event.target.closest?.("[data-tick-all]");
  const form = event.target.form;
  if (!form) return;
  const master = all ?? form.querySelector("[data-tick-all]");
  if (!master) return;
  const boxes = [...form.querySelectorAll(`input[type=checkbox][name="${CSS.escape(master.dataset.tickAll)}"]`)];
  if (all) for (const box of boxes) box.checked = all.checked;
  const ticked = boxes.filter((box) => box.checked).length;
  master.checked = ticked === boxes.length;
  master.indeterminate = ticked > 0 && ticked < boxes.length;
  if (all) boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
});

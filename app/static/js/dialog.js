// <button data-open="ID"> opens the <dialog id="ID">. The browser closes it on Escape and gives focus back.
export function open(dialog) {
  if (!dialog || dialog.open) return;
  dialog.dispatchEvent(new CustomEvent("dialog:opening"));
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    opener.closest("details")?.removeAttribute("open");
    open(document.getElementById(opener.dataset.open));
    return;
  }
  // A click on the dialog itself, not on something in it, is a click on the backdrop.
  if (event.target instanceof HTMLDialogElement && !within(event, event.target)) event.target.close();
});

function within(event, dialog) {
  const box = dialog.getBoundingClientRect();
  return event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
}

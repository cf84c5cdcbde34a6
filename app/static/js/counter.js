// The hint of an input with data-count="140" says how many characters are typed.
document.addEventListener("input", ({ target }) => {
  const most = Number(target.dataset?.count);
  if (!most) return;
  const hint = document.getElementById(`${target.id}-h`);
  if (hint) hint.textContent = `${target.value.length} of ${most} characters`;
});

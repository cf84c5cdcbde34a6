// A <details data-menu> closes on Escape, on a click elsewhere and when focus leaves it, as menus do.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    const hadFocus = menu.contains(document.activeElement);
    menu.removeAttribute("open");
    if (hadFocus) menu.querySelector("summary").focus();
  }
});

for (const moment of ["click", "focusin"]) {
  document.addEventListener(moment, (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.removeAttribute("open");
  });
}

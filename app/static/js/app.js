// Loads every behaviour of the pages inside. Each works alone, and no page needs any of them to be usable.
import "./counter.js";
import "./csrf.js";
import "./dialog.js";
import "./filebox.js";
import "./focus.js";
import "./menu.js";
import "./selection.js";
import "./shortcuts.js";
import "./tick_all.js";
import "./toast.js";

// What sign-in, first-run and error pages use.
import "./filebox.js";
import "./focus.js";

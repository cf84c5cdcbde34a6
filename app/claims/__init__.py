"""Claims that pieces make: facts with evidence, who must sign them off, and what happens when one changes."""

"""Who did what: one entry an act, with what it was before, so that it can be undone."""

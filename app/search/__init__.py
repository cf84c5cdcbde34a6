"""Finding assets: the index is a shadow of the database, never a source of truth."""

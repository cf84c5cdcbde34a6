"""The pages: everything that knows HTTP. An area may call any room and never another area."""

"""What marketing learns: what is used, and what never is."""

"""What a file holds: its format, its pages, its text. Works in a child with limits; keeps nothing."""

"""What buyers' behaviour means: body language, and who moved."""

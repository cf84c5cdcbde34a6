"""The words the workspace tags with: buyer roles, buying stages and rivals, as data."""

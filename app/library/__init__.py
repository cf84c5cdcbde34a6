"""Assets, their versions and pages: writing, importing, publishing and retiring collateral."""

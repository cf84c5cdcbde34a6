"""The sample workspace: people, collateral and eighty days of sending and reading, replayed through the real parts."""

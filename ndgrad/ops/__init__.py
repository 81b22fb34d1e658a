"""The operators: pure functions on arrays, each with its gradient under it."""

"""The engine: state, tape, dispatch. Knows operators and raw arrays, not the front ends."""

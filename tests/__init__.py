"""The tests mirror ndgrad/; what they share lies beside them (ops/samples.py, parity/)."""

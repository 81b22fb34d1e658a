"""Answers of MXNet 1.9.1, recorded once, replayed here without it.

`cases/<family>.py` describes calls, `record.py` asks MXNet for them and writes
`answers/<family>.npz`, `test_parity.py` makes the same calls with ndgrad. To add a case, write it
and run `python tests/parity/record.py <family>` with an interpreter that has MXNet 1.9.1.
"""

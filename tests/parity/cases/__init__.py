"""The calls that are compared with MXNet, one file per family; the language is in ../case.py."""

"""Prints what astropy's volint finds in VOTables, one warning a line; nothing when all is well. Usage: votable_lint.py FILE..."""
import sys
import warnings

from astropy.io.votable import parse

for path in sys.argv[1:]:
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        try:
            parse(path, verify="warn")
        except Exception as problem:
            print(f"{path}: {type(problem).__name__}: {problem}")
    for warning in found:
        print(f"{path}: {warning.message}")

"""Asks a TAP service with pyvo: argv[1] service, argv[2] query. Prints the rows as CSV with all digits."""
import sys
import warnings

import pyvo

warnings.simplefilter("ignore")
result = pyvo.dal.TAPService(sys.argv[1]).run_sync(sys.argv[2]).to_table()
print(",".join(result.colnames))
for row in result:
    print(",".join("" if value is None or str(value) == "--" else repr(value.item()) if hasattr(value, "item") and not isinstance(value.item(), str) else str(value) for value in row))

"""Tables between Hven and pandas, PyTables, h5py and astropy.

read FORMAT PATH      prints each column of a file of Hven: name, then each cell exactly; a masked cell is ~
write KIND PATH       writes a file of the kind for Hven to read
"""

import struct
import sys

import numpy as np


def cell(value):
    if value is np.ma.masked or value is None:
        return "~"
    if isinstance(value, (np.ndarray, list)):
        return "[" + ",".join(cell(item) for item in np.ma.asarray(value).flatten()) + "]"
    if isinstance(value, (bool, np.bool_)):
        return str(int(value))
    if isinstance(value, (complex, np.complexfloating)):
        return cell(float(value.real)) + cell(float(value.imag))
    if isinstance(value, (float, np.floating)):
        return "NaN" if np.isnan(value) else struct.pack(">d", float(value)).hex()
    if isinstance(value, bytes):
        value = value.decode()
    return repr(str(value)) if isinstance(value, str) else str(value)


def show(table):
    for name in table.colnames:
        if name == "index":
            continue
        column = table[name]
        print("|".join([name, str(column.unit), column.info.meta["ucd"] if column.info.meta else "None"] + [cell(value) for value in column]))


action, kind, path = sys.argv[1:]
if action == "read" and kind == "pandas":
    import pandas

    frame = pandas.read_hdf(path, "data")
    for name in frame.columns:
        values = [None if isinstance(value, float) and frame[name].dtype == object else value for value in frame[name]]
        print("|".join([name, str(frame[name].dtype)] + [cell(value) for value in values]))
elif action == "read":
    from astropy.table import Table

    show(Table.read(path, path="data/table") if kind == "hdf5" else Table.read(path, format="ascii.ecsv"))
elif kind in ("columns", "blocks"):
    import pandas

    frame = pandas.DataFrame({
        "i": np.array([1, -2, 3], dtype=np.int32), "f": [0.1, np.nan, -0.0], "g": [1.0, 2.0, 3.0], "s": ["x", None, "Čeb"], "b": [True, False, True],
        "t": pandas.to_datetime(["2013-08-31T23:59:59.123456789", None, "1969-12-31"]),
    })
    frame.to_hdf(path, "cat", format="table", data_columns=True if kind == "columns" else None, complib="zlib", complevel=5)
elif kind in ("categories", "category-column"):
    import pandas

    frame = pandas.DataFrame({"c": pandas.Categorical(["x", "y"])})
    frame.to_hdf(path, "cat", format="table", data_columns=True if kind == "category-column" else None)
elif kind == "fixed":
    import pandas

    pandas.DataFrame({"a": [1]}).to_hdf(path, "cat", format="fixed")
elif kind == "astropy":
    from astropy.table import MaskedColumn, Table

    table = Table()
    table["i"] = MaskedColumn(np.array([1, 2, 3], dtype=">i4"), mask=[False, True, False], unit="mag", description="An é", meta={"ucd": "phot.mag"})
    table["v"] = np.arange(6, dtype=np.float32).reshape(3, 2)
    table["c"] = np.array([1 + 2j, 0, -1j])
    table.write(path, format="hdf5", path="a/b", serialize_meta=True, compression="gzip")
else:
    import h5py

    with h5py.File(path, "w") as file:
        group = file.create_group("objects")
        group.create_dataset("id", data=np.arange(5, dtype=np.uint64), chunks=(2,), shuffle=True, compression="gzip", fletcher32=True)
        group.create_dataset("name", data=["a", "bé", "", "d", "e"], dtype=h5py.string_dtype())
        group.create_dataset("flux", data=np.arange(10, dtype=">f4").reshape(5, 2))
        group["flux"].attrs["unit"] = "nJy"

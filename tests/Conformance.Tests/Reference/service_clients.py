"""Clients of the Virtual Observatory at work: argv[1] address of the server, argv[2] what to do. Each part fails by an assertion."""
import sys
import warnings

import numpy as np
from astropy.table import Table

warnings.simplefilter("ignore")
server, what = sys.argv[1:3]
tap_url = server + "/tap"
TILES = "SELECT TILENAME, COUNT(*) AS n FROM dr1.main GROUP BY TILENAME"


def tap():
    import pyvo

    return pyvo.dal.TAPService(tap_url)


def plus():
    from astroquery.utils.tap.core import TapPlus

    return TapPlus(url=tap_url)


def pyvo_async():
    job = tap().submit_job(TILES, runid="tiles")
    assert job.phase == "PENDING", job.phase
    job.execution_duration = 120
    assert abs(job.execution_duration.sec - 120) < 1e-6
    job.run()
    job.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=60)
    assert job.phase == "COMPLETED", job.phase
    job.raise_if_error()
    result = job.fetch_result().to_table()
    expected = tap().run_sync(TILES).to_table()
    assert dict(zip(result["TILENAME"], result["n"])) == dict(zip(expected["TILENAME"], expected["n"]))
    job.delete()


def pyvo_wait():
    import requests
    import time

    job = tap().submit_job(TILES)
    started = time.time()
    text = requests.get(job.url, params={"WAIT": "2", "PHASE": "PENDING"}).text
    assert "PENDING" in text and time.time() - started >= 1.9
    started = time.time()
    requests.get(job.url, params={"WAIT": "30", "PHASE": "EXECUTING"})
    assert time.time() - started < 5
    job.run()
    phase = "QUEUED"
    while phase in ("PENDING", "QUEUED", "EXECUTING"):
        phase = requests.get(job.url, params={"WAIT": "-1", "PHASE": phase}).text.split("phase>")[1].split("<")[0]
    assert phase == "COMPLETED", phase
    job.delete()


def pyvo_error():
    import pyvo

    job = tap().submit_job("SELECT nothing FROM dr1.main")
    job.run()
    job.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=60)
    assert job.phase == "ERROR"
    try:
        job.raise_if_error()
        raise AssertionError("no error")
    except pyvo.dal.DALQueryError:
        pass
    try:
        tap().run_sync("SELECT nothing FROM dr1.main")
        raise AssertionError("no error")
    except pyvo.dal.DALQueryError as error:
        assert "nothing" in str(error), error
    job.delete()


def pyvo_upload():
    rows = tap().run_sync("SELECT TOP 500 COADD_OBJECT_ID, RA, DEC FROM dr1.main ORDER BY COADD_OBJECT_ID").to_table()
    mine = Table({"number": np.arange(500), "a b": ["γ%d" % n for n in range(500)], "ra": rows["RA"], "dec": rows["DEC"]})
    mine["ra"].unit = mine["dec"].unit = "deg"
    query = """SELECT m.number, m."a b" AS name, d.COADD_OBJECT_ID AS id FROM TAP_UPLOAD.mine AS m
        JOIN dr1.main AS d ON DISTANCE(m.ra, m.dec, d.RA, d.DEC) < 0.01/3600.0 ORDER BY m.number, id"""
    for run in (tap().run_sync, tap().run_async):
        found = run(query, uploads={"mine": mine}).to_table()
        pairs = dict(zip(found["number"], found["id"]))
        assert len(found) >= 500 and all(rows["COADD_OBJECT_ID"][number] in found["id"][found["number"] == number] for number in range(500)), len(found)
        assert found["name"][0] == "γ0" and len(pairs) == 500


def pyvo_tables():
    service = tap()
    tables = service.tables
    assert "dr1.main" in tables.keys() and "tap_schema.columns" in tables.keys()
    columns = {column.name: column for column in tables["dr1.main"].columns}
    assert columns["RA"].ucd == "pos.eq.ra;meta.main" and columns["RA"].unit == "deg"
    assert service.hardlimit > service.maxrec > 0
    assert len(list(service.examples)) > 5
    assert service.available
    assert any("upload-inline" in method.ivo_id for method in service.upload_methods)


def pyvo_cone():
    import pyvo

    query = "SELECT COADD_OBJECT_ID FROM dr1.main WHERE 1 = CONTAINS(POINT(RA, DEC), CIRCLE(323.3626, -0.8233, 0.05))"
    expected = sorted(tap().run_sync(query).to_table()["COADD_OBJECT_ID"])
    service = pyvo.dal.SCSService(server + "/scs/dr1/main")
    result = service.search(pos=(323.3626, -0.8233), radius=0.05)
    assert sorted(row.id for row in result) == expected and len(expected) > 50
    assert abs(result[0].pos.ra.deg - 323.3626) < 0.1
    assert result.fieldname_with_ucd("ID_MAIN") == "COADD_OBJECT_ID"
    assert len(service.search(pos=(323.3626, -0.8233), radius=0.05, verbosity=1).fieldnames) == 3
    try:
        service.search(pos=(323.3626, -0.8233), radius=500)
        raise AssertionError("no error")
    except pyvo.dal.DALQueryError as error:
        assert "500" in str(error), error


def astroquery_sync():
    assert len(plus().launch_job("SELECT TOP 10 RA, DEC FROM dr1.main").get_results()) == 10


def astroquery_async():
    job = plus().launch_job_async(TILES)
    assert len(job.get_results()) == len(tap().run_sync(TILES)) and job.get_phase() == "COMPLETED"


def astroquery_upload():
    mine = Table({"x": [1, 2, 3]})
    job = plus().launch_job("SELECT SUM(x) AS s FROM TAP_UPLOAD.mine", upload_resource=mine, upload_table_name="mine")
    assert job.get_results()["s"][0] == 6


def astroquery_tables():
    tables = plus().load_tables()
    main = [table for table in tables if table.name.endswith("dr1.main")][0]
    assert {"RA", "DEC", "COADD_OBJECT_ID"} <= {column.name for column in main.columns}


globals()[what]()

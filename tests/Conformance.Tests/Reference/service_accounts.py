"""Clients of the Virtual Observatory with an account, where nobody without one is served: argv[1] address of the server, argv[2] a token, argv[3] what to do."""
import sys
import warnings

import requests

warnings.simplefilter("ignore")
server, token, what = sys.argv[1:4]
QUERY = "SELECT TOP 7 RA, DEC FROM dr1.main ORDER BY RA"


def session(kind):
    s = requests.Session()
    if kind == "token":
        s.headers["Authorization"] = "Bearer " + token
    elif kind == "basic":
        s.auth = ("whoever", token)
    elif kind == "cookie":
        answer = s.post(server + "/api/v1/session/vo", data={"username": "ben", "password": "correct horse battery"})
        assert answer.status_code == 204, answer.text
    return s


def pyvo_async(kind):
    import pyvo

    tap = pyvo.dal.TAPService(server + "/tap", session=session(kind))
    job = tap.submit_job(QUERY, runid=kind)
    job.run()
    job.wait(phases=["COMPLETED", "ERROR", "ABORTED"], timeout=60)
    assert job.phase == "COMPLETED", job.phase
    assert job.owner == "ben", job.owner
    assert len(job.fetch_result()) == 7
    assert job.job_id in [one.jobid for one in tap.get_job_list()]
    assert len(tap.run_sync(QUERY)) == 7
    job.delete()


def pyvo_refused():
    import pyvo

    for s in (requests.Session(), None):
        try:
            pyvo.dal.TAPService(server + "/tap", session=s).submit_job(QUERY)
        except Exception as refused:
            assert "401" in str(refused) or "Sign in" in str(refused), refused
        else:
            raise AssertionError("somebody without an account was served")
    wrong = requests.get(server + "/tap/async", headers={"Authorization": "Bearer hven_" + "A" * 43})
    assert wrong.status_code == 401 and "QUERY_STATUS" in wrong.text, wrong.text


def astroquery_async(kind):
    import base64

    from astroquery.utils.tap.core import TapPlus

    tap = TapPlus(url=server + "/tap")
    shown = "Bearer " + token if kind == "token" else "Basic " + base64.b64encode(("whoever:" + token).encode()).decode()
    # It has no way of its own to show a token.
    for headers in (tap._Tap__connHandler._TapConn__getHeaders, tap._Tap__connHandler._TapConn__postHeaders):
        headers["Authorization"] = shown
    job = tap.launch_job_async(QUERY, name=kind)
    assert job.get_phase() == "COMPLETED", job.get_phase()
    assert len(job.get_results()) == 7
    assert len(tap.launch_job(QUERY).get_results()) == 7


name, _, kind = what.partition(":")
globals()[name](*([kind] if kind else []))

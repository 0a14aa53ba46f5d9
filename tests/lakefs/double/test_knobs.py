"""What the double's knobs do, as the SDK sees it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import Any

import pytest
import urllib3
from pydantic.v1 import ValidationError

from tests.lakefs.conftest import Place
from tests.lakefs.double import Double
from tests.lakefs.double.asking import fetch, listed, read, refused
from tests.lakefs.double.bodies import BLOCK


@pytest.fixture
def place(on_double: Place) -> Place:
    on_double.put_and_commit("a.csv", b"hello")
    on_double.put_and_commit("b.csv", b"world")
    return on_double


def plainly(place: Place, path: str, **asked: Any) -> urllib3.BaseHTTPResponse:
    """An object without the SDK, which by itself tries some things again."""
    token = place.client.objects_api.api_client.configuration.get_basic_auth_token()
    return urllib3.PoolManager(retries=False).request(
        "GET",
        f"{place.endpoint}/api/v1/repositories/{place.repository}/refs/main/objects",
        fields={"path": path},
        headers={"Authorization": token},
        **asked,
    )


def test_failures_are_used_up_in_turn(place: Place, double: Double) -> None:
    double.faults.fail("list_objects", 503, times=2, message="slow down")
    double.faults.fail("list_objects", 423, ref="main")
    assert refused(lambda: listed(place)) == (503, "slow down")
    assert refused(lambda: listed(place)) == (503, "slow down")
    assert listed(place, "main@") == ["a.csv", "b.csv"]
    assert refused(lambda: listed(place))[0] == 423
    assert listed(place) == ["a.csv", "b.csv"]


def test_a_failure_with_headers(place: Place, double: Double) -> None:
    double.faults.fail("get_object", 429, headers={"Retry-After": "1"})
    answer = plainly(place, "a.csv")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "1")


def test_a_failure_of_one_object(place: Place, double: Double) -> None:
    double.faults.fail("get_object", 500, times=None, path="b.csv")
    double.faults.gone("a.csv")
    assert refused(lambda: read(place, "a.csv"))[0] == 410
    assert refused(lambda: read(place, "b.csv"))[0] == 500
    double.faults.clear()
    assert read(place, "a.csv") + read(place, "b.csv") == b"helloworld"


def test_a_page_for_people_in_place_of_json(place: Place, double: Double) -> None:
    double.faults.html("get_branch")
    with pytest.raises((ValueError, ValidationError)):
        place.head()
    assert len(place.head()) == 64


@pytest.mark.parametrize("broken", ["truncate", "drop"])
def test_connections_that_end_early(place: Place, double: Double, broken: str) -> None:
    knobs: dict[str, Callable[[], None]] = {
        "truncate": lambda: double.faults.truncate("a.csv", keep_bytes=2),
        "drop": lambda: double.faults.drop("get_object"),
    }
    knobs[broken]()
    with pytest.raises(urllib3.exceptions.ProtocolError):
        plainly(place, "a.csv")
    assert read(place, "a.csv") == b"hello"


def test_a_body_with_a_changed_byte(place: Place, double: Double) -> None:
    double.faults.corrupt("a.csv")
    first = fetch(place, "a.csv").data
    assert (len(first), first == b"hello", first[1:]) == (5, False, b"ello")
    assert read(place, "a.csv") == b"hello"


@pytest.mark.parametrize("keep_bytes", [None, 2])
def test_a_stalled_socket(place: Place, double: Double, keep_bytes: int | None) -> None:
    double.faults.stall("get_object", 600, keep_bytes=keep_bytes)
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        plainly(place, "a.csv", timeout=0.2)
    double.faults.stall("get_object", 0.01, keep_bytes=keep_bytes)
    assert read(place, "a.csv") == b"hello"


def test_stopping_does_not_wait_for_stalled_sockets() -> None:
    with Double() as double:
        double.faults.stall("health_check", 600)
        address = urllib3.util.parse_url(double.endpoint)
        waiting = socket.create_connection((address.host, address.port or 0))
        waiting.sendall(b"GET /api/v1/healthcheck HTTP/1.1\r\n\r\n")
        while double.count("health_check") == 0:
            time.sleep(0.001)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    assert waiting.recv(1) == b""
    waiting.close()


def test_lies_about_objects(place: Place, double: Double) -> None:
    double.faults.wrong_checksum("a.csv", "abc-3")
    double.faults.wrong_size("b.csv", 9)
    page = place.client.objects_api.list_objects(place.repository, "main")
    assert (page.results[0].checksum, page.results[1].size_bytes) == ("abc-3", 9)
    assert fetch(place, "a.csv").headers["ETag"] == '"abc-3"'
    assert read(place, "b.csv") == b"world"


def test_something_happens_in_mid_listing(place: Place, double: Double) -> None:
    double.faults.on("list_objects", 2, lambda: place.put_and_commit("c.csv", b"!"))
    before = place.head()
    assert [listed(place), place.head()] == [["a.csv", "b.csv"], before]
    assert listed(place) == ["a.csv", "b.csv", "c.csv"]
    assert place.head() != before


def test_a_refused_hook(place: Place, double: Double) -> None:
    double.faults.refuse_hook("pre-commit hook aborted")
    place.put("c.csv", b"!")
    assert refused(place.commit) == (412, "pre-commit hook aborted")
    assert place.commit() == place.head()


def test_a_commit_that_is_forgotten(place: Place, double: Double) -> None:
    old = place.client.commits_api.get_commit(place.repository, "main~1").id
    double.forget_commit(place.repository, old)
    assert refused(lambda: listed(place, old)) == (404, "not found")
    assert listed(place) == ["a.csv", "b.csv"]


def test_signed_urls_serve_until_they_expire(place: Place, double: Double) -> None:
    double.faults.presign()
    assert fetch(place, "a.csv", presign=True).data == b"hello"
    item = place.client.objects_api.stat_object(place.repository, "main", "a.csv", presign=True)
    assert urllib3.request("GET", item.physical_address).data == b"hello"
    double.faults.expire_presigned()
    assert urllib3.request("GET", item.physical_address).status == 403


def test_an_object_that_is_made_while_it_is_streamed(place: Place, double: Double) -> None:
    size = 3 * BLOCK + 17
    made = double.generated(place.repository, "main", "big.csv", size)
    place.commit()
    whole = read(place, "big.csv")
    assert len(whole) == size
    item = place.client.objects_api.stat_object(place.repository, "main", "big.csv")
    assert (item.checksum, item.size_bytes) == (made.checksum, size)
    for start, end in ((0, 8), (BLOCK - 3, BLOCK + 5), (2 * BLOCK, size - 1), (size - 1, size)):
        part = fetch(place, "big.csv", range=f"bytes={start}-{end - 1}").data
        assert part == whole[start:end]


def test_requests_are_recorded(place: Place, double: Double) -> None:
    double.forget()
    listed(place, prefix="a", amount=7)
    (request,) = double.requests
    assert (request.method, request.route) == ("GET", "list_objects")
    assert request.query == {"prefix": "a", "amount": "7"}
    assert request.path.endswith("/refs/main/objects/ls")
    assert request.headers["authorization"].startswith("Basic ")
    assert (double.count("list_objects"), double.count("get_object")) == (1, 0)


def test_a_knob_for_a_route_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="no such route: list_object"):
        Double().faults.fail("list_object", 500)

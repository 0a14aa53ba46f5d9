"""Contents of objects: whole, in ranges, or by a redirect to a pre-signed URL."""

from __future__ import annotations

import re
from email.utils import formatdate

from tests.lakefs.double.api.listing import signed
from tests.lakefs.double.api.served import Served
from tests.lakefs.double.lake.entry import Entry
from tests.lakefs.double.lake.problem import Problem
from tests.lakefs.double.messages import Call, Response, error

RANGE = re.compile(r"bytes=(?=.*\d)(\d*)-(\d*)")


def get_object(served: Served, call: Call) -> Response:
    path, entry = _named(served, call)
    if call.request.headers.get("If-None-Match") == f'"{served.checksum(path, entry)}"':
        return Response(304)
    if call.flag("presign"):
        return Response(302, {"Location": signed(served, entry)})
    headers = {**_headers(served, path, entry), "Content-Disposition": "attachment"}
    return _content(call, entry, headers)


def head_object(served: Served, call: Call) -> Response:
    path, entry = _named(served, call)
    return _content(call, entry, {**_headers(served, path, entry), "Accept-Ranges": "bytes"})


def presigned(served: Served, call: Call) -> Response:
    """What the block store serves to whoever has the URL."""
    entry = served.presigned.get(call.parts["token"])
    if entry is None:
        raise Problem(403, "Request has expired")
    return _content(call, entry, {"ETag": f'"{entry.body.checksum}"'})


def _named(served: Served, call: Call) -> tuple[str, Entry]:
    path = call.path()
    return path, served.repository(call).entry_at(call.parts["ref"], path)


def _headers(served: Served, path: str, entry: Entry) -> dict[str, str]:
    return {
        "ETag": f'"{served.checksum(path, entry)}"',
        "Last-Modified": formatdate(entry.mtime, usegmt=True),
        "Content-Type": entry.content_type,
        "Cache-Control": "no-store, must-revalidate",
    }


def _content(call: Call, entry: Entry, headers: dict[str, str]) -> Response:
    asked = call.request.headers.get("Range")
    if not asked:
        return Response(200, headers, entry.body)
    size = entry.body.size
    span = _span(asked, size)
    if span is None or span[0] >= span[1]:
        total = {"Content-Range": f"bytes */{size}"} if span else {}
        return error(416, "Requested Range Not Satisfiable", {**headers, **total})
    part = {"Content-Range": f"bytes {span[0]}-{span[1] - 1}/{size}"}
    return Response(206, {**headers, **part}, entry.body, span)


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """The half-open span of a Range header, empty if it is outside; None if it is malformed."""
    found = RANGE.fullmatch(asked)
    if found is None:
        if not asked.startswith("bytes="):
            raise ValueError('parameter "Range" in header has an error')
        return None
    first, last = found.groups()
    if not first:
        return max(size - int(last), 0), size
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1 if last else size, size)

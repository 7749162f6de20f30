"""A webhook receiver for Terra's events, with Python alone: `TERRA_SIGNING_SECRETS=… python3 receiver.py`. See ../README.md."""

import hashlib
import hmac
import json
import os
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = int(os.environ.get("PORT", "8099"))
# Several while one is replaced.
SECRETS = [secret.encode() for secret in os.environ.get("TERRA_SIGNING_SECRETS", "").split(",") if secret]
TOLERANCE_SECONDS = 300
MAX_BYTES = 32 * 1024 * 1024
DELETED = 4
# Records of these have an id of their own; of the others there is one a day.
WITH_ID = {"activity", "sleep"}
DATA = WITH_ID | {"body", "daily", "nutrition", "menstruation"}

# In memory, to be read at a glance: in your app these are tables, written in one transaction before the answer.
trace_ids: set[str] = set()
records: dict[tuple[str, str, str], tuple[int, dict | None]] = {}
requests: dict[str, dict] = {}
lock = threading.Lock()


class Refused(Exception):
    """An answer that is no 2xx. Terra sends again later, whatever it is."""

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status


def say(**line) -> None:
    # One write: `print` writes the line and its end apart, and another thread's line could come between.
    sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def verify(header: str, body: bytes) -> None:
    """`t=<unix seconds>,v1=<hex>[,v1=<hex>]`: HMAC-SHA256 of `t.body` on the bytes as they came."""
    parts = [part.strip().partition("=")[::2] for part in header.split(",")]
    t = next((value for name, value in parts if name == "t"), "")
    if not t.isascii() or not t.isdigit() or abs(time.time() - int(t)) > TOLERANCE_SECONDS:
        raise Refused(401, "the signature is too old or has no time")
    given = [value.encode() for name, value in parts if name == "v1"]
    wanted = [hmac.new(secret, t.encode() + b"." + body, hashlib.sha256).hexdigest().encode() for secret in SECRETS]
    # Every pair is compared, each in constant time.
    if not any([hmac.compare_digest(mark, want) for want in wanted for mark in given]):
        raise Refused(401, "the signature does not match")


def whole(event: dict) -> dict:
    """The event itself, where only the word of it was sent."""
    if event["type"] != "s3_payload":
        return event
    try:
        with urllib.request.urlopen(event["url"], timeout=6) as answer:
            return json.load(answer)
    except (OSError, ValueError) as error:
        raise Refused(503, "the payload could not be fetched") from error


def with_samples(record: dict, held: dict) -> dict:
    """`record` with the lists of samples that it left out, from the one that is held. Nothing else is ever left out: it is null."""
    filled = dict(record)
    for name, value in held.items():
        if name not in filled:
            filled[name] = value
        elif isinstance(filled[name], dict) and isinstance(value, dict):
            filled[name] = with_samples(filled[name], value)
    return filled


def store(kind: str, user_id: str, key: str, ordering_ms: int, in_chunk: bool, deleted: bool, record: dict) -> None:
    """In a chunk it may be without samples: it is stored where nothing as new is held, and takes no samples away."""
    held_ms, held = records.get((user_id, kind, key), (-1, None))
    # What overtook this one is newer: it stays. A deletion stays as well, or an older copy would bring the record back.
    if held_ms > ordering_ms or (in_chunk and held_ms == ordering_ms):
        return say(outdated=kind, user_id=user_id, key=key)
    if in_chunk and held:
        record = with_samples(record, held)
    records[(user_id, kind, key)] = (ordering_ms, None if deleted else record)
    size = len(json.dumps(record, separators=(",", ":"), ensure_ascii=False).encode())
    say(stored=kind, user_id=user_id, key=key, deleted=deleted, ordering_ms=ordering_ms, bytes=size)


def count(reference: str, received: int = 0, expected: int | None = None) -> None:
    request = requests.setdefault(reference, {"received": 0, "expected": None})
    request["received"] += received
    if expected is not None:
        request["expected"] = expected
    say(request=reference, **request)


def handle(event: dict, trace_id: str, reference: str, ordering_ms: int) -> None:
    kind, user_id = event["type"], (event.get("user") or {}).get("user_id", "")
    # The answer to a history request comes in chunks.
    in_chunk = ":chunk:" in trace_id
    if kind in DATA:
        for record in event.get("data", []):
            metadata = record["metadata"]
            key = metadata.get("summary_id") if kind in WITH_ID else None
            deleted = kind == "activity" and metadata.get("upload_type") == DELETED
            store(kind, user_id, key or metadata["start_time"][:10], ordering_ms, in_chunk, deleted, record)
        # Payloads of a large request; single events have a reference that nobody else has.
        count(reference, received=1)
    elif kind == "athlete":
        store(kind, user_id, "athlete", ordering_ms, in_chunk, False, event["athlete"])
    elif kind == "large_request_sending":
        count(reference, expected=event["expected_payloads"])
    else:
        say(event=kind, user_id=user_id, trace_id=trace_id)


class Receiver(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        try:
            self.receive()
            status = 200
        except Refused as error:
            say(refused=str(error))
            status = error.status
        except (ValueError, KeyError, TypeError, AttributeError):
            say(refused="the body is no event")
            status = 400
        answer = json.dumps({"success": status == 200}).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def receive(self) -> None:
        length = int(self.headers.get("content-length", "0"))
        if length > MAX_BYTES:
            self.close_connection = True
            raise Refused(413, "the event is too large")
        body = self.rfile.read(length)
        verify(self.headers.get("terra-signature", ""), body)
        trace_id = self.headers.get("x-terra-trace-id", "")
        with lock:
            if trace_id in trace_ids:
                return say(repeat=trace_id)
        event = whole(json.loads(body))
        with lock:
            # The same may have come again while that was fetched.
            if trace_id in trace_ids:
                return say(repeat=trace_id)
            handle(event, trace_id, self.headers.get("terra-reference", ""), int(self.headers.get("x-terra-ordering-timestamp", "0")))
            trace_ids.add(trace_id)

    def log_message(self, *_: object) -> None:
        """Our own lines are enough."""


if __name__ == "__main__":
    if not SECRETS:
        raise SystemExit("set TERRA_SIGNING_SECRETS to the signing secret of the destination")
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Receiver)
    say(listening=PORT)
    server.serve_forever()

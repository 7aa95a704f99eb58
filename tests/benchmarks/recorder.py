"""What `oktasim record` adds to a request, on a kept connection of this machine: `python tests/benchmarks/recorder.py`.

The recorder is a process of its own and writes its file; client and provider are threads here, both of the barest kind.
The time of a request is the median of many, straight and through the recorder in turns; the best turn of each counts.
Nothing here passes or fails.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

BODY = (
    b'{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"ada-lovelace","name":{"givenName":"Ada",'
    b'"familyName":"Lovelace"},"emails":[{"value":"ada@acme.test","type":"work","primary":true}],"active":true}'
)
REQUEST = (
    b"%s /scim/v2/Users%s HTTP/1.1\r\nAccept: application/scim+json\r\nUser-Agent: Okta SCIM Client 1.0.0\r\n"
    b"Authorization: Bearer a-token-for-this-benchmark\r\nContent-Length: %d\r\nHost: 127.0.0.1\r\n\r\n"
)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/scim+json\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
SECRET = BODY[:-1] + b',"password":"an-initial-password-%d"}'
KINDS = {"GET": b"", "POST": BODY, "POST with a password": SECRET}


def quick(connection: socket.socket) -> socket.socket:
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def provider() -> int:
    """Answers each request with the same; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection: socket.socket) -> None:
        seen = b""
        while data := connection.recv(65536):
            seen += data
            head, end, rest = seen.partition(b"\r\n\r\n")
            if end and len(rest) >= int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]):
                seen = b""
                connection.sendall(ANSWER)

    def accept() -> None:
        while True:
            threading.Thread(target=serve, args=(quick(listener.accept()[0]),), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return int(listener.getsockname()[1])


def milliseconds(port: int, body: bytes, requests: int = 300) -> float:
    """The median time of a request."""
    times = []
    with quick(socket.create_connection(("127.0.0.1", port))) as connection:
        for number in range(requests):
            sent = body % number if b"%d" in body else body
            request = REQUEST % (b"POST" if body else b"GET", b"", len(sent)) + sent
            began = time.perf_counter()
            connection.sendall(request)
            left = len(ANSWER)
            while left:
                left -= len(connection.recv(left))
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def main() -> None:
    straight = provider()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "simulator", "record", "--port", "0", "--log", str(Path(folder) / "run.jsonl")]
        command += ["--upstream", f"http://127.0.0.1:{straight}/scim/v2"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ
        ) as recorder:
            assert recorder.stdout is not None
            through = int(recorder.stdout.readline().rpartition(":")[2].partition("/")[0])
            threading.Thread(target=lambda: recorder.stdout and recorder.stdout.read(), daemon=True).start()
            milliseconds(through, BODY, 50)
            for name, body in KINDS.items():
                pairs = [(milliseconds(straight, body), milliseconds(through, body)) for _ in range(5)]
                plain, passed = (min(times) for times in zip(*pairs, strict=True))
                print(f"{name}: {passed - plain:.2f} ms added ({plain:.2f} ms straight, {passed:.2f} ms through)")
            recorder.terminate()


if __name__ == "__main__":
    main()

"""A SCIM server that takes its time and hardly any CPU: `python tests/benchmarks/slow_server.py SECONDS`.

It prints its base URL, answers every request after so many seconds, and on `GET /scim/v2/counts` says how many it has
answered and the most that it had under way at once.
"""

import asyncio
import json
import sys
from itertools import count

LIST = b'{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":0,"Resources":[]}'


class SlowServer:
    """Finds nobody, and creates whoever is asked for."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.answered = self.under_way = self.most = 0
        self.numbers = count(1)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, kept until the client lets go."""
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                line, _, fields = head.partition(b"\r\n")
                method, path = line.split()[:2]
                length = fields.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
                body = await reader.readexactly(int(length or 0))
                status, answer = await self.answer(method.decode(), path.decode(), body)
                start = f"HTTP/1.1 {status}\r\nContent-Type: application/scim+json\r\n"
                writer.write(f"{start}Content-Length: {len(answer)}\r\n\r\n".encode() + answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def answer(self, method: str, path: str, body: bytes) -> tuple[str, bytes]:
        """Status and body, after a while."""
        if path.endswith("/counts"):
            return "200 OK", json.dumps({"answered": self.answered, "most": self.most}).encode()
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(self.seconds)
        self.under_way -= 1
        self.answered += 1
        if method == "GET":
            return "200 OK", LIST
        return "201 Created", json.dumps({**json.loads(body or b"{}"), "id": f"made-{next(self.numbers)}"}).encode()


async def main(seconds: float) -> None:
    """Serve until killed."""
    server = await asyncio.start_server(SlowServer(seconds).serve, "127.0.0.1", 0, backlog=1000)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/scim/v2", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))

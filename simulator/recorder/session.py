"""One connection of a client: its requests, one after the other, passed on and answered.

It has a connection of its own to the provider, which ends with it, and the other way round. So headers about the
connection (`Connection`, `Keep-Alive`, `TE`, `Trailer`, `Upgrade`) mean the same on both sides and need not be taken
off, as RFC 9110 7.6.1 asks of a gateway that mixes connections.

What the provider does not answer nobody else answers in its place: the client's connection is closed.
"""

import asyncio
import logging
import ssl
import time
from contextlib import suppress
from http import HTTPStatus
from typing import Any, Protocol

from simulator.recorder.connecting import End, NotConnected, connected
from simulator.recorder.exchanges import Seen
from simulator.recorder.forwarding import Exchanged, Upstream, passed_on, refusal
from simulator.recorder.framing import AnswerMessage, Fed, NotHttp, RequestHead, RequestMessage
from simulator.recorder.record import Record
from simulator.transport import CONNECTION_RESET
from simulator.transport.failures import CUT_SHORT, NOT_HTTP

log = logging.getLogger("oktasim.recorder")

PATIENCE = 75.0
"""Seconds that a connection may stay open without a whole request; nothing of it was passed on."""
LINGER = 1.0
"""Seconds to let a client read a refusal before its connection is closed."""
LONG = 64 * 1024
"""Bytes of bodies from which on an exchange is written down beside the loop, which goes on meanwhile."""
STOPPED = "The recorder was stopped before the whole answer had come"


class Setting(Protocol):
    """What the connections of a relay have in common."""

    upstream: Upstream
    context: ssl.SSLContext | None
    record: Record
    host: str | None
    token: Exchanged | None


class Ended(Exception):  # noqa: N818  (what happened, not an error of ours)
    """An exchange came to nothing; the words are for the record."""


class _Exchange:
    """One exchange on its way."""

    def __init__(self, message: RequestMessage, head: RequestHead, first: Fed, came: tuple[float, float]) -> None:
        self.message = message
        self.head = head
        self.first = first
        self.rest = first.rest
        self.came, self._began = came
        self.answer = AnswerMessage(head)
        self.broken = False
        self.recorded = False
        self.milliseconds = 0.0

    def measure(self) -> None:
        """Note how long it has taken."""
        self.milliseconds = (time.perf_counter() - self._began) * 1000

    def seen(self, error: str | None = None, refused: str = "") -> Seen:
        """What is recorded of it."""
        remark = ""
        if error is None and not self.message.complete:
            remark = f"it was answered when {self.message.body.size:,} bytes of its body had come"
        if self.answer.switched:
            remark = "both sides went on in another protocol; what they said is not recorded"
        whole = error is None and self.answer.head is not None
        return Seen(
            self.came, self.head, self.message.body, self.answer.head if whole else None,
            self.answer.body if whole else None, error, refused, self.milliseconds, remark,
        )  # fmt: skip


class Session:
    """A client's connection."""

    def __init__(self, setting: Setting, client: End) -> None:
        self._setting = setting
        self._client = client
        self._upstream: End | None = None
        self._connected = asyncio.Event()

    async def run(self) -> None:
        """Serve it until either side closes."""
        try:
            rest: bytes | None = b""
            while rest is not None and (exchange := await self._next(rest)) is not None:
                rest = await self._served(exchange)
        finally:
            for end in (self._client, self._upstream):
                if end is not None:
                    end.close()

    async def _next(self, data: bytes) -> _Exchange | None:
        """The next request, once its head is whole; `data` came with the one before. None where there is none."""
        message, came = RequestMessage(), None
        while True:
            if not data and not (data := await self._idle()):
                return None
            came = came or self._client.at
            try:
                fed = message.feed(data)
            except NotHttp:
                self._setting.record.warn("What came is no request of HTTP/1.1; it was answered 400 and not passed on")
                await self._answer(400, "this is no request of HTTP/1.1")
                return None
            if message.head is not None:
                return _Exchange(message, message.head, fed, came)
            data = b""

    async def _idle(self) -> bytes:
        """What the client sends next; none where it, or the provider, has closed, or nothing comes for long.

        What the provider says unasked, such as 408 before it closes, reaches the client.
        """
        client, upstream = self._client.reading(), self._upstream and self._upstream.reading()
        patience = None if upstream else PATIENCE
        waiting = {client, upstream} if upstream else {client}
        await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        with suppress(OSError):
            if client.done():
                return await self._client.take()
            if self._upstream is not None:
                await self._client.put(await self._upstream.take())
        return b""

    async def _served(self, exchange: _Exchange) -> bytes | None:
        """Serve a request; what the client has sent behind it, None where the connection ends."""
        if (refused := refusal(exchange.head, self._setting.upstream)) is not None:
            await self._refused(exchange, *refused)
            return None
        sending = asyncio.ensure_future(self._send(exchange))
        answering = asyncio.ensure_future(self._pass_back(exchange))
        try:
            await self._both(exchange, sending, answering)
        except Ended as ended:
            await self._record(exchange, str(ended))
            return None
        except asyncio.CancelledError:
            await self._record(exchange, STOPPED)
            raise
        except Exception as wrong:
            await self._record(exchange, f"The recorder failed ({type(wrong).__name__}) and closed the connections")
            raise
        finally:
            for task in (sending, answering):
                task.cancel()
            await asyncio.gather(sending, answering, return_exceptions=True)
        goes_on = exchange.message.complete and exchange.message.keeps_alive and exchange.answer.keeps_alive
        return exchange.rest if goes_on and not exchange.broken else None

    async def _both(self, exchange: _Exchange, sending: "asyncio.Task[None]", answering: "asyncio.Task[None]") -> None:
        """Wait for the answer while the request goes out; a client that leaves meanwhile ends it.

        Raises:
            Ended: there is no answer, or not all of one.
        """
        alone = False
        while not answering.done():
            waiting: set[asyncio.Task[Any]] = {answering} if sending.done() else {answering, sending}
            watched = exchange.message.complete and not alone
            if watched:
                waiting.add(self._client.reading())
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if answering.done():
                break
            if sending.done():
                sending.result()
            if watched and self._client.ended:
                raise Ended(self._left(exchange))
            alone = alone or (watched and self._client.reading().done())
        answering.result()
        if not exchange.message.complete and self._upstream is not None:  # answered before all of it was sent
            await asyncio.wait({sending, self._upstream.reading()}, return_when=asyncio.FIRST_COMPLETED)

    def _left(self, exchange: _Exchange) -> str:
        exchange.measure()
        seconds = exchange.milliseconds / 1000
        if not exchange.message.complete:
            return f"The client closed the connection before its request was whole, after {seconds:.3f} s"
        some = exchange.answer.head is not None
        before = "before the answer was whole" if some else "before an answer came"
        return f"The client closed the connection {before}, after {seconds:.3f} s: it timed out, or was stopped"

    async def _send(self, exchange: _Exchange) -> None:
        """Pass the request on, what of its body comes later as it comes.

        Raises:
            Ended: there is no connection to the provider, or the client does not send all of it.
        """
        setting = self._setting
        if self._upstream is None:
            try:
                self._upstream = await connected(setting.upstream, setting.context)
            except NotConnected as why:
                exchange.measure()
                raise Ended(str(why)) from why
            self._connected.set()
        head = passed_on(exchange.head, host=setting.host, token=setting.token)
        await self._put(exchange, head + exchange.first.body)
        while not exchange.message.complete:
            try:
                data = await self._client.take()
            except OSError:
                data = b""
            if not data:
                raise Ended(self._left(exchange))
            try:
                fed = exchange.message.feed(data)
            except NotHttp as wrong:
                raise Ended("The body of the request breaks the rules of HTTP/1.1; it was passed on in part") from wrong
            exchange.rest = fed.rest
            await self._put(exchange, fed.body)

    async def _put(self, exchange: _Exchange, data: bytes) -> None:
        """Send to the provider; one that takes no more may have answered already, which is not known here."""
        assert self._upstream is not None  # noqa: S101  (it was connected before)
        try:
            if not exchange.broken:
                await self._upstream.put(data)
        except OSError:
            exchange.broken = True

    async def _pass_back(self, exchange: _Exchange) -> None:
        """Pass the answer back as it comes. Its last bytes leave when it is recorded: who has it all finds it there.

        Raises:
            Ended: it does not come, not whole, or the client takes it no more.
        """
        answer = exchange.answer
        over = False
        while not over:
            data = await self._from_upstream(exchange)
            exchange.measure()
            try:
                fed = answer.feed(data)
            except NotHttp as wrong:
                if data:
                    await self._unread(exchange)
                raise Ended(_missing(answer) if not data else f"{NOT_HTTP}; it was passed on as it came") from wrong
            over = answer.complete or answer.switched
            if over:
                await self._record(exchange, None)
            elif not data:
                raise Ended(_missing(answer))
            await self._to_client(exchange, fed.head + fed.body + fed.rest)
            exchange.broken = exchange.broken or fed.rest != b""
        if answer.switched:
            await self._tunnel(exchange)

    async def _from_upstream(self, exchange: _Exchange) -> bytes:
        await self._connected.wait()
        assert self._upstream is not None  # noqa: S101  (it is connected)
        try:
            return await self._upstream.take()
        except OSError as wrong:
            exchange.measure()
            raise Ended(_missing(exchange.answer)) from wrong

    async def _to_client(self, exchange: _Exchange, data: bytes) -> None:
        try:
            await self._client.put(data)
        except OSError as wrong:
            raise Ended(self._left(exchange)) from wrong

    async def _unread(self, exchange: _Exchange) -> None:
        """Pass on what is no HTTP, to its end or until the client says something: it may see an end that we do not."""
        assert self._upstream is not None  # noqa: S101  (it has answered)
        data = exchange.answer.held
        while data:
            await self._to_client(exchange, data)
            upstream = self._upstream.reading()
            await asyncio.wait({upstream, self._client.reading()}, return_when=asyncio.FIRST_COMPLETED)
            data = await self._from_upstream(exchange) if upstream.done() else b""

    async def _tunnel(self, exchange: _Exchange) -> None:
        """Pass bytes both ways until one side ends."""
        assert self._upstream is not None  # noqa: S101  (it has answered)
        if not exchange.message.complete:
            return

        async def all_of(source: End, target: End) -> None:
            with suppress(OSError):
                while data := await source.take():
                    await target.put(data)

        passing = [
            asyncio.ensure_future(all_of(*ends))
            for ends in ((self._client, self._upstream), (self._upstream, self._client))
        ]
        await asyncio.wait(passing, return_when=asyncio.FIRST_COMPLETED)
        for each in passing:
            each.cancel()

    async def _refused(self, exchange: _Exchange, status: int, why: str) -> None:
        """Answer in the recorder's own name."""
        exchange.measure()
        await self._record(exchange, f"Not passed on: {why}; the recorder answered {status}", refused=why)
        await self._answer(status, why, empty=exchange.head.method == "HEAD")

    async def _answer(self, status: int, why: str, *, empty: bool = False) -> None:
        body = f"oktasim record: {why}.\n".encode()
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        with suppress(OSError):  # a time that is over is one too
            await self._client.put(head.encode() + (b"" if empty else body))
            await self._client.linger(LINGER)

    async def _record(self, exchange: _Exchange, error: str | None, refused: str = "") -> None:
        """Write an exchange down, once; what could not be written down is passed on all the same."""
        if exchange.recorded:
            return
        exchange.recorded = True
        if error is not None and not exchange.milliseconds:
            exchange.measure()
        seen, record = exchange.seen(error, refused), self._setting.record
        try:
            if exchange.message.body.size + exchange.answer.body.size > LONG:
                await asyncio.shield(asyncio.to_thread(record.exchange, seen))
            else:
                record.exchange(seen)
        except Exception as wrong:
            log.exception("an exchange could not be recorded")
            record.warn(f"An exchange with {seen.request.method} could not be recorded ({type(wrong).__name__})")


def _missing(answer: AnswerMessage) -> str:
    """What is said of an answer that ended before its end."""
    if answer.head is None:
        return f"{CONNECTION_RESET}: the provider closed the connection without an answer"
    return f"{CUT_SHORT}: {answer.head.status}, and {answer.body.size:,} bytes of the body, had come"

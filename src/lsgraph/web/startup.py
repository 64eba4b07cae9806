"""A service that cannot start says why in one sentence, not by a traceback."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OWN_FAULT: Final = re.compile(r"^lsgraph\.errors\.[\w.]+: (?P<said>.*)", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class StartTold:
    """Shortens what the application says of a start that failed.

    https://asgi.readthedocs.io/en/latest/specs/lifespan.html
    """

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on; a traceback that ends in a fault of lsgraph as its sentence."""

        async def send_short(message: Message) -> None:
            if message["type"] == "lifespan.startup.failed":
                found = _OWN_FAULT.search(message.get("message", ""))
                message = {**message, "message": found["said"].strip()} if found else message
            await send(message)

        await self.app(scope, receive, send_short if scope["type"] == "lifespan" else send)

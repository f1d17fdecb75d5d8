"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from had_your_back import migrate
from had_your_back.database import Database
from had_your_back.errors import NotReady, Refused


def routes(database: Database) -> list[Route]:
    """``/livez`` and ``/readyz``."""

    async def livez(_: Request) -> JSONResponse:
        return JSONResponse({"status": "alive"})

    async def readyz(_: Request) -> JSONResponse:
        try:
            missing = await migrate.pending(database)
        except (DBAPIError, OSError) as error:
            raise NotReady(f"The database does not answer: {type(error).__name__}.") from error
        except Refused as refusal:
            raise NotReady(refusal.message) from refusal
        if missing:
            raise NotReady(f"The schema lacks {', '.join(missing)}. Run: had-your-back migrate")
        return JSONResponse({"status": "ready"})

    return [Route("/livez", livez), Route("/readyz", readyz)]

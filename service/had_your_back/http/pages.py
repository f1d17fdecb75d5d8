"""The ready page, its files, and choosing who you are where that is allowed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from had_your_back.auth import roles_of
from had_your_back.database import Database
from had_your_back.http.bundle import bundle
from had_your_back.pages import Window
from had_your_back.people import store as people
from had_your_back.settings import Settings

HERE = Path(__file__).parent / "page"
OFFERED = 20

_POLICY = "content-security-policy"
SECURITY_HEADERS = {
    _POLICY: "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types had-your-back",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class _Files(StaticFiles):
    """Files that are checked for a newer version each time: a page never mixes old and new ones."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response: Response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "no-cache"
        response.headers["x-content-type-options"] = "nosniff"
        return response


def _sign_in(settings: Settings) -> dict[str, str] | None:
    """How people sign in by the page, if they do."""
    if settings.auth != "oidc" or settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    return {"issuer": settings.oidc_issuer, "clientId": settings.oidc_client_id, "scope": settings.oidc_page_scope}


def routes(database: Database, settings: Settings) -> list[BaseRoute]:
    """``/``, ``/page/...`` and ``/auth/...``."""
    head = bundle().head("page", "feed", "give", "people")
    shell = (HERE / "index.html").read_text(encoding="utf-8").replace("<!-- components -->", head)
    headers = {**SECURITY_HEADERS, "cache-control": "no-cache"}
    sign_in = _sign_in(settings)
    if sign_in:
        # The page asks the provider for its description and for tokens.
        at = urlsplit(sign_in["issuer"])
        headers[_POLICY] = headers[_POLICY].replace(
            "connect-src 'self'", f"connect-src 'self' {at.scheme}://{at.netloc}"
        )

    async def page(_: Request) -> Response:
        return HTMLResponse(shell, headers=headers)

    async def mode(_: Request) -> Response:
        told = {"mode": settings.auth, "organization": settings.organization, "graphiql": settings.graphiql}
        return JSONResponse({**told, "signIn": sign_in})

    async def choices(request: Request) -> Response:
        """Whom one can be. Only where HYB_AUTH=dev lets anybody be anybody."""
        if settings.auth != "dev":
            raise HTTPException(404)
        search = request.query_params.get("search", "")
        async with database.read() as session:
            found = people.find_people(search=search, active=True)
            rows = (await people.by_name(session, found, Window(size=OFFERED))).rows
            if not search:
                rows = [*await people.with_roles(session, most=OFFERED), *rows]
            teams_of = await people.teams_of(session, [row.id for row in rows])
        home = {row.person_id: row.name for row in reversed(teams_of)}  # the home team comes first
        shown = [
            {
                "userName": row.user_name,
                "displayName": row.display_name,
                "jobTitle": row.job_title,
                "team": home.get(row.id),
                "roles": [str(role) for role in roles_of(row)],
            }
            for row in {row.id: row for row in rows}.values()
        ]
        return JSONResponse({"people": shown})

    return [
        Route("/", page),
        Mount("/page", _Files(directory=HERE)),
        Route("/auth/mode", mode),
        Route("/auth/people", choices),
    ]

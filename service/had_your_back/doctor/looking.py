"""What there is to be found where the service runs, gathered into one record for the rules. Nothing is changed."""

from __future__ import annotations

import os
import re
import resource
import sqlite3
import stat
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from difflib import get_close_matches
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import httpx
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import had_your_back
from had_your_back import migrate, readings
from had_your_back.database import Database, Session, Transaction, here
from had_your_back.doctor.rules import Endpoint, Findings, Token
from had_your_back.errors import Refused
from had_your_back.identity.keys import KeyRing, trusted
from had_your_back.pages import Window
from had_your_back.people import store as people
from had_your_back.people import tokens, tree
from had_your_back.settings import PREFIX, Settings
from had_your_back.webhooks import queue
from had_your_back.webhooks import store as webhooks
from had_your_back.webhooks.addresses import Policy
from had_your_back.webhooks.signing import Vault

SECONDS = 5.0
"""For which somebody else is waited for."""
MOUNTS = Path("/proc/mounts")
ENDPOINTS, EMAILS = 200, 3
WIDGET = "had-your-back.js"
_NAMED = re.compile(r"""["'`]\./([\w-]+\.js)["'`]""")
CLOSE = 0.8
"""How alike a misspelt setting is to the one that is meant; `difflib` counts letters."""
_FOR_EVER = ("retention_reports", "retention_absences", "retention_tokens")


async def look(settings: Settings) -> Findings:
    """All that is to be found."""
    found = _settings(settings) | _machine()
    if settings.auth == "oidc":
        found |= await _issuer(settings)
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite"):
        found |= _file(url.removeprefix("sqlite:///"))
        if "missing" in found or "damage" in found:
            return Findings(**found)
    try:
        database = Database(url, direct=settings.direct)
    except (sqlite3.Error, DBAPIError) as error:
        return Findings(**found, trouble=trouble_of(error))
    try:
        found |= await _database(database, settings, found.get("key"))
    except (DBAPIError, OSError) as error:
        found |= {"trouble": trouble_of(error)}
    finally:
        await database.close()
    return Findings(**found)


# ---------------------------------------------------------------------------------------------------------- around it


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "now": here(),
        "sqlite": settings.database_url.get_secret_value().startswith("sqlite"),
        "auth": settings.auth,
        "host": settings.host,
        "public_url": settings.public_url,
        "allowed_origins": settings.allowed_origins,
        "live_scores": settings.score_refresh == timedelta(),
        "kept_for_ever": [f"HYB_{name.upper()}" for name in _FOR_EVER if getattr(settings, name) == 0],
        "roles_from_claims": settings.oidc_role_claim is not None,
        "unknown": list(_unknown(os.environ)),
        **_key(settings),
    }


def _unknown(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What is set and nearly a setting, with the one that it resembles. Other programs have names of their own.

    >>> list(_unknown(["HYB_ORGANISATION", "HYB_PORT", "HYB_SECRET_KEY_FILE", "HYB_TOKEN", "HYB_URL", "PATH"]))
    [('HYB_ORGANISATION', 'HYB_ORGANIZATION')]
    """
    known = [PREFIX + field.upper() for field in Settings.model_fields]
    for name in sorted(names):
        if name.startswith(PREFIX) and name.removesuffix("_FILE") not in known:
            for meant in get_close_matches(name.removesuffix("_FILE"), known, 1, CLOSE):
                yield name, meant


def astray(folder: Path) -> Iterator[str]:
    """Files of the widget that another one names and that are not there, and those that nobody names."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.js")}
    named = {WIDGET, *(name for text in texts.values() for name in _NAMED.findall(text))}
    yield from sorted(named ^ texts.keys())


def _key(settings: Settings) -> dict[str, Any]:
    if settings.secret_key is not None:
        return {"key": settings.secret_key.get_secret_value()}
    path = Path(settings.database_url.get_secret_value().removeprefix("sqlite:///") + ".key")
    try:
        key, readers = path.read_text(encoding="utf-8"), path.stat().st_mode & 0o077
    except OSError:  # it is made at the first start
        return {"key": None}
    return {"key": key, "key_readers": str(path) if readers else None}


def _machine() -> dict[str, Any]:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return {
        "files": soft if soft != resource.RLIM_INFINITY else 2**31,
        "has_zones": bool(available_timezones()),
        "astray": list(astray(Path(had_your_back.__file__).parent / "http/widget")),
    }


async def _issuer(settings: Settings) -> dict[str, Any]:
    assert settings.oidc_issuer is not None  # the settings see to that
    ring = KeyRing(settings.oidc_issuer, settings.oidc_jwks_url, here)
    found: dict[str, Any] = {"issuer_trouble": await ring.tried()}
    if found["issuer_trouble"] is None:
        async with httpx.AsyncClient(timeout=SECONDS, verify=trusted()) as client:
            address = settings.oidc_jwks_url or f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration"
            said = (await client.head(address)).headers.get("date")
        if said:
            found["issuer_apart"] = here() - parsedate_to_datetime(said)
    return found


def _file(name: str) -> dict[str, Any]:
    """What can be said of a SQLite file without opening it for writing, which would make one."""
    path = Path(name).absolute()
    folder = path.parent
    if not path.exists():
        return {"missing": str(path)}
    disk = os.statvfs(folder)
    written = [each for each in (folder, path, Path(f"{path}-wal")) if each.exists()]
    shut = next((each for each in written if not os.access(each, os.W_OK)), None)
    if disk.f_flag & os.ST_RDONLY:
        shut = folder
    found: dict[str, Any] = {
        "not_writable": str(shut) if shut else None,
        "readers": str(path) if _is_open(path) else None,
        "disk": disk_of(folder.resolve(), MOUNTS.read_text() if MOUNTS.exists() else ""),
        "free": disk.f_bavail * disk.f_frsize,
        "size": path.stat().st_size,
    }
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=SECONDS)) as connection:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            found["journal"] = connection.execute("PRAGMA journal_mode").fetchone()[0]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            return found  # it cannot be opened, and whoever opens it next says why
        said = str(error)
    return found if said == "ok" else found | {"damage": said.replace("*** in database main ***\n", "").strip()}


def _is_open(path: Path) -> bool:
    """Whether others on this machine may read it: the file, and a way there through every folder above."""
    return bool(path.stat().st_mode & stat.S_IROTH) and all(each.stat().st_mode & stat.S_IXOTH for each in path.parents)


def disk_of(folder: Path, mounts: str) -> str | None:
    r"""Of which kind the disk is that a folder is on, by what is mounted where.

    >>> mounts = "/dev/sda1 / ext4 rw 0 0\nbox:/share /srv/our\\040data nfs4 rw 0 0\n"
    >>> disk_of(Path("/srv/our data/hyb"), mounts), disk_of(Path("/srv/ours"), mounts), disk_of(Path("/"), "")
    ('nfs4', 'ext4', None)
    """
    best, kind = -1, None
    for line in mounts.splitlines():
        parts = line.split()
        if len(parts) > 2:  # noqa: PLR2004 - what, where, of which kind
            at = Path(parts[1].replace("\\040", " "))
            if folder.is_relative_to(at) and len(at.parts) >= best:
                best, kind = len(at.parts), parts[2]
    return kind


# -------------------------------------------------------------------------------------------------------- the database


async def _database(database: Database, settings: Settings, key: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async with database.read() as session:
        if database.dialect == "postgresql":
            found |= await _server(session)
    try:
        found["pending"] = await migrate.pending(database)
    except Refused as refusal:
        return found | {"newer": refusal.message}
    if database.dialect == "postgresql" and not found["standby"]:
        found["apart"] = await database.transact(_time) - here()
    if found["pending"]:
        return found
    async with database.read() as session:
        found["behind"] = await queue.log_is_behind(session)
        census = await people.census(session)
        found |= {name: getattr(census, name) for name in ("people", "teamless", "administrators", "since")}
        found["sharing"] = await people.sharing_emails(session, most=EMAILS)
        found["largest_team"] = await tree.largest_team(session)
        found["tokens"] = [
            Token(row.id, row.name, row.expires_at)
            for row in await tokens.newest_first(session)
            if row.revoked_at is None
        ]
        page = await webhooks.oldest_endpoints(session, webhooks.endpoints(), Window(ENDPOINTS))
    found["endpoints"] = list(_endpoints(page.rows, Policy.of(settings), Vault(key) if key else None))
    read = await readings.read(database)
    for name, seconds in (
        ("events", read.events),
        ("overdue", read.overdue),
        ("clocks", read.clocks),
        ("unsealed", read.sealing),
        ("scores", read.scores),
    ):
        found[name] = None if seconds is None else timedelta(seconds=seconds)
    return found


def _endpoints(rows: Iterable[Any], policy: Policy, vault: Vault | None) -> Iterable[Endpoint]:
    for row in rows:
        try:
            policy.accept(row.url)
            why = None
        except Refused as refusal:
            why = refusal.message
        opens = vault is not None and vault.opens(row.secret, row.id)
        yield Endpoint(row.id, row.state, row.state_reason, why, opens=opens)


async def _time(tx: Transaction) -> datetime:
    return tx.now


_SERVER = text(
    """SELECT current_setting('server_version_num')::int / 10000 AS version,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections,
    current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS standby,
    (SELECT max(extract(epoch FROM clock_timestamp() - xact_start))::float FROM pg_stat_activity
     WHERE backend_xid IS NOT NULL AND pid <> pg_backend_pid()) AS open_since"""
)


async def _server(session: Session) -> dict[str, Any]:
    row = await session.row(_SERVER)
    assert row is not None
    found = {name: getattr(row, name) for name in ("version", "connections", "encoding", "standby")}
    return found | {"open_since": None if row.open_since is None else timedelta(seconds=row.open_since)}


_KINDS = {
    "28P01": "password",
    "28000": "password",
    "3D000": "database",
    "53300": "full",
    "26000": "pooler",
    "42P05": "pooler",
    "08P01": "pooler",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_CANTOPEN": "file",
    "SQLITE_READONLY": "file",
}


def trouble_of(error: BaseException) -> tuple[str, str]:
    """Of which kind it is that a database does not answer, and what it said.

    >>> trouble_of(ConnectionRefusedError(111, "Connection refused"))
    ('refused', 'Connection refused')
    """
    cause: Any = getattr(error, "orig", None) or error
    words = (getattr(cause, "strerror", None) or str(cause) or type(cause).__name__).strip().rstrip(".")
    code = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None) or ""
    if "startup parameter" in words:
        return "pooler", words
    for known, kind in _KINDS.items():
        if code.startswith(known):
            return kind, words
    if isinstance(cause, OSError):
        return ("name" if type(cause).__name__ == "gaierror" else "refused"), words
    return "other", words

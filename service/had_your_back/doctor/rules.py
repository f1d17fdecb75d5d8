"""What is wrong with an installation, and what to do: one small rule for each mistake, on what was found. Pure.

Whatever could not be looked at, or is not there, is None, and no rule says anything about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlsplit

LEAST_POSTGRES = 14
LEAST_BYTES, FEW_BYTES = 100 * 2**20, 2**30
LEAST_FILES = 1024
LEAST_KEY = 24
"""Characters of a key; `secrets.token_urlsafe(32)` has 43."""
LEAST_MEMBERS = 5
MOST_SHARING = 5
"""Of those who share an email, who are named."""
SLOT = 20
"""Connections that one process opens at most."""
APART, FAR_APART = timedelta(seconds=2), timedelta(minutes=1)
LATE = timedelta(minutes=1)
OVERDUE = timedelta(minutes=10)
OLD_SCORES = timedelta(days=2)
LONG_OPEN = timedelta(minutes=5)
SOON = timedelta(days=14)
NAMED = 3
"""So many are named; the rest is a number."""

NETWORK_DISKS = frozenset({"9p", "afs", "ceph", "cifs", "fuse.s3fs", "fuse.sshfs", "glusterfs", "nfs", "nfs4", "smb3"})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Level(StrEnum):
    """How bad it is."""

    WARNING = "warning"
    FAULT = "fault"


class Advice(NamedTuple):
    """Something that is wrong, and what to do."""

    level: Level
    name: str
    what: str
    do: str


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where webhooks go."""

    id: str
    state: str
    reason: str | None = None
    refused: str | None = None
    """Why nothing may be sent there, by the settings of today."""
    opens: bool = True
    """Whether the key opens its secret."""


@dataclass(frozen=True, slots=True)
class Token:
    """A service token that is neither revoked nor long gone."""

    id: str
    name: str
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that was found. What stands here is an installation where all is well."""

    now: datetime

    # the settings
    sqlite: bool = True
    auth: str = "tokens"
    host: str = "127.0.0.1"
    public_url: str | None = None
    allowed_origins: Sequence[str] = ()
    live_scores: bool = False
    kept_for_ever: Sequence[str] = ()
    """Settings by which something is kept for ever that is else deleted."""
    key: str | None = "a long random text that nobody guesses"
    key_readers: str | None = None
    """A file with the key that others on the machine may read."""
    unknown: Sequence[tuple[str, str]] = ()
    """What is set and nearly a setting, each with the one that may be meant."""
    roles_from_claims: bool = False
    issuer_trouble: str | None = None
    issuer_apart: timedelta | None = None

    # the machine
    files: int = 65_536
    has_zones: bool = True
    astray: Sequence[str] = ()
    """Files of the widget that are missing, or of another version."""

    # a SQLite file
    missing: str | None = None
    not_writable: str | None = None
    disk: str | None = "ext4"
    free: int | None = 2**40
    size: int = 0
    journal: str | None = "wal"
    damage: str | None = None
    readers: str | None = None
    """The file, if others on the machine may read it."""

    # a PostgreSQL server
    version: int | None = None
    connections: int | None = None
    encoding: str | None = None
    standby: bool = False
    open_since: timedelta | None = None
    """For how long its oldest transaction has been open."""

    # the database
    trouble: tuple[str, str] | None = None
    """Of which kind, and in its own words, if it does not answer."""
    pending: Sequence[str] = ()
    newer: str | None = None
    behind: int = 0
    apart: timedelta = timedelta()

    # what is kept in it
    people: int | None = None
    teamless: int = 0
    administrators: int = 1
    largest_team: int | None = None
    sharing: Sequence[Sequence[str]] = ()
    """The userNames of those who share an email, of some emails."""
    tokens: Sequence[Token] = ()
    endpoints: Sequence[Endpoint] = ()
    events: timedelta = timedelta()
    overdue: timedelta = timedelta()
    clocks: timedelta = timedelta()
    unsealed: timedelta = timedelta()
    scores: timedelta | None = None
    """Since they were published; None if they never were."""
    since: datetime | None = None
    """Since when there is anybody."""


Rule = Callable[[Findings], Iterator[Advice]]
RULES: list[Rule] = []


def judge(found: Findings) -> list[Advice]:
    """What is wrong, the worst first."""
    said = [each for rule in RULES for each in rule(found)]
    return sorted(said, key=lambda each: each.level is not Level.FAULT)


def verdict(said: Sequence[Advice]) -> int:
    """The exit status: 0 if all is well, 1 with warnings, 2 with faults."""
    return 2 if any(each.level is Level.FAULT for each in said) else int(bool(said))


def _rule(rule: Rule) -> Rule:
    RULES.append(rule)
    return rule


def _fault(name: str, what: str, do: str) -> Advice:
    return Advice(Level.FAULT, name, what, do)


def _warning(name: str, what: str, do: str) -> Advice:
    return Advice(Level.WARNING, name, what, do)


# --------------------------------------------------------------------------------------------------------- the database

TROUBLE = {
    "refused": "Is it running, and do the host and the port in HYB_DATABASE_URL say where?",
    "name": "The host in HYB_DATABASE_URL is known to no name server here. Look for a misspelling.",
    "password": "The user name or the password in HYB_DATABASE_URL is wrong, or pg_hba.conf lets nobody in from here.",
    "database": "Make it: createdb NAME, and then had-your-back migrate.",
    "full": "All of its connections are taken. Raise max_connections, or put PgBouncer in front.",
    "pooler": "A pooler is in between: name PostgreSQL itself in HYB_DATABASE_DIRECT_URL. See docs/deploy.md",
    "file": "Look whether HYB_DATABASE_URL names the right file, and whose it is.",
    "damaged": "Stop the service, move the file away, and had-your-back restore the newest backup that is sound.",
    "other": "Mend what it says, and ask again.",
}
"""What to do when the database does not answer, by the kind of trouble."""


@_rule
def _answers(found: Findings) -> Iterator[Advice]:
    if found.trouble:
        kind, words = found.trouble
        yield _fault("database", f"The database does not answer: {words}.", TROUBLE[kind])


@_rule
def _is_there(found: Findings) -> Iterator[Advice]:
    if found.missing:
        what = f"There is no database at {found.missing}."
        yield _fault("database-missing", what, "Make one: had-your-back migrate. Or say where it is: HYB_DATABASE_URL.")


@_rule
def _schema(found: Findings) -> Iterator[Advice]:
    if found.pending:
        yield _fault("schema", f"The schema lacks {', '.join(found.pending)}.", "Run: had-your-back migrate")
    if found.newer:
        yield _fault("schema-newer", found.newer, "Never start an older version on it.")


@_rule
def _log(found: Findings) -> Iterator[Advice]:
    if found.behind:
        what = "The database was brought here from another server, and nobody hears of what happens."
        yield _fault("log", what, "Stop the service and run: had-your-back mend-log. Why: docs/backups.md")


@_rule
def _clock(found: Findings) -> Iterator[Advice]:
    apart = abs(found.apart)
    if apart > APART:
        make = _fault if apart > FAR_APART else _warning
        what = f"This machine's clock and the database's are {apart.total_seconds():,.1f} s apart."
        yield make("clock", what, "Let both take the time from the same servers: chrony, or systemd-timesyncd.")


@_rule
def _file(found: Findings) -> Iterator[Advice]:
    if found.not_writable:
        what = f"{found.not_writable} cannot be written."
        do = "Give it and its folder to the user that the service runs as; in a container, mount the volume writable."
        yield _fault("read-only", what, do)
    if found.disk in NETWORK_DISKS:
        do = "Put the file on a disk of this machine, or move to PostgreSQL: had-your-back move"
        yield _fault("network-disk", f"The file lies on a network disk ({found.disk}), whose locks do not hold.", do)
    if found.journal not in {None, "wal"}:
        what = f"The file is in the journal mode {found.journal}, and readers wait for writers."
        yield _warning("journal", what, "Its disk cannot share memory between processes; put it on another one.")
    if found.readers:
        what = f"Others on this machine may read {found.readers}, and everything that people wrote."
        yield _warning("data-open", what, f"chmod 600 {found.readers}*")
    if found.damage:
        yield _fault("damaged", f"The file is damaged: {found.damage}.", TROUBLE["damaged"])


@_rule
def _disk(found: Findings) -> Iterator[Advice]:
    if found.free is None:
        return
    left = f"{found.free / 2**20:,.0f} MB are left on the disk of the database"
    if found.free < LEAST_BYTES:
        yield _fault("disk", f"{left}.", "Make room now: without any nothing can be written.")
    elif found.free < max(FEW_BYTES, 2 * found.size):
        yield _warning(
            "disk",
            f"{left}, of {found.size / 2**20:,.0f} MB that it has.",
            "An erasure and a backup need room for a copy.",
        )


@_rule
def _server(found: Findings) -> Iterator[Advice]:
    if found.version is not None and found.version < LEAST_POSTGRES:
        what = f"PostgreSQL {found.version} is older than {LEAST_POSTGRES}, with which nothing was tried."
        yield _fault("postgresql", what, "Take a newer one; 18 is what every test runs on.")
    if found.encoding not in {None, "UTF8"}:
        what = f"The database is encoded in {found.encoding}: most of what people write cannot be kept."
        yield _fault("encoding", what, "Make another one with ENCODING 'UTF8', and move there.")
    if found.standby:
        what = "HYB_DATABASE_URL names a standby, which takes no writes."
        yield _fault("standby", what, "Name the primary: ...?target_session_attrs=read-write with both hosts finds it.")
    if found.connections is not None and found.connections < 2 * SLOT:
        what = f"The server gives {found.connections} connections, and each process may open {SLOT}."
        yield _warning(
            "connections", what, f"Set max_connections to {SLOT} for each process, or put PgBouncer in front."
        )
    if found.open_since is not None and found.open_since > LONG_OPEN:
        minutes = found.open_since.total_seconds() / 60
        what = f"A transaction has been open for {minutes:,.0f} minutes; what happened since is sent to nobody."
        yield _warning(
            "open-transaction",
            what,
            "End it (pg_stat_activity says whose), and set idle_in_transaction_session_timeout.",
        )


# ------------------------------------------------------------------------------------------------------------- settings


@_rule
def _settings(found: Findings) -> Iterator[Advice]:
    for name, meant in found.unknown:
        do = f"Is {meant} meant? All that there are stand in docs/reference.md"
        yield _warning("setting", f"{name} is set, and is no setting: nothing comes of it.", do)


# -------------------------------------------------------------------------------------------------------------- secrets

MAKE_KEY = "Make one: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"


@_rule
def _key(found: Findings) -> Iterator[Advice]:
    if found.key is None and not found.sqlite:
        yield _fault("key-missing", "HYB_SECRET_KEY is not set.", f"{MAKE_KEY}, the same for all processes.")
    if found.key is not None and len(found.key) < LEAST_KEY:
        what = f"HYB_SECRET_KEY has {len(found.key)} characters, and can be guessed."
        yield _warning("key-short", what, f"{MAKE_KEY}. Set it in front of the older one: NEW,OLD.")
    if found.key_readers:
        do = f"chmod 600 {found.key_readers}"
        yield _warning("key-open", f"Others on this machine may read {found.key_readers}.", do)
    if shut := [each.id for each in found.endpoints if not each.opens]:
        what = f"HYB_SECRET_KEY does not open the secrets of {_some(shut)}: no webhook to them can be signed."
        do = "Set the key that they were made with, behind the new one with a comma. If it is lost: docs/webhooks.md"
        yield _fault("key-changed", what, do)


# ------------------------------------------------------------------------------------------------------ who is let in


@_rule
def _sign_in(found: Findings) -> Iterator[Advice]:
    outside = found.public_url is not None and urlsplit(found.public_url).hostname not in _LOOPBACK
    if found.auth == "dev" and (found.host not in _LOOPBACK or outside):
        what = "HYB_AUTH=dev lets anybody be anybody, and this service is reached from outside."
        yield _fault("dev-sign-in", what, "Set HYB_AUTH=oidc, or tokens.")
    if found.issuer_trouble:
        what = f"The identity provider is of no use: {found.issuer_trouble}."
        yield _fault(
            "issuer", what, "Compare HYB_OIDC_ISSUER with `iss` in a token; it has to be the same to the last slash."
        )
    if found.issuer_apart is not None and abs(found.issuer_apart) > FAR_APART:
        seconds = abs(found.issuer_apart).total_seconds()
        what = f"The identity provider's clock and this machine's are {seconds:,.0f} s apart."
        yield _fault("issuer-clock", what, "Fresh tokens are refused as too new, or as expired. Set the clock.")


@_rule
def _addresses(found: Findings) -> Iterator[Advice]:
    if found.host not in _LOOPBACK and found.public_url is None and found.auth != "dev":
        what = "HYB_PUBLIC_URL is not set: addresses in calendars and pages are what each request came to."
        yield _warning("public-url", what, "Set it to what people type: HYB_PUBLIC_URL=https://backs.example.org")
    if found.public_url is not None:
        split = urlsplit(found.public_url)
        if split.scheme == "http" and split.hostname not in _LOOPBACK:
            what = f"HYB_PUBLIC_URL is {found.public_url}: tokens would go over the net in clear text."
            yield _warning("public-url", what, "Say https, which the proxy in front speaks.")
    for origin in found.allowed_origins:
        split = urlsplit(origin)
        if (
            "*" in origin
            or split.scheme not in {"http", "https"}
            or not split.netloc
            or origin != f"{split.scheme}://{split.netloc}"
        ):
            what = f"HYB_ALLOWED_ORIGINS has {origin}, which is no origin, and no browser will ever send it."
            yield _fault(
                "origin", what, "Name scheme, host and port and no more, without a slash: https://intranet.example.org"
            )


@_rule
def _tokens(found: Findings) -> Iterator[Advice]:
    ends = [(each, each.expires_at - found.now) for each in found.tokens if each.expires_at]
    if gone := [each.name for each, left in ends if -SOON < left <= timedelta()]:
        yield _warning(
            "tokens", f"The token {_some(gone)} has expired.", "Make another one: had-your-back token create"
        )
    if soon := [f"{each.name} ({left.days} days)" for each, left in ends if timedelta() < left < SOON]:
        yield _warning(
            "tokens",
            f"The token {_some(soon)} is about to expire.",
            "Make another one before: had-your-back token create",
        )


# ---------------------------------------------------------------------------------------------------------- the work


@_rule
def _worker(found: Findings) -> Iterator[Advice]:
    waits = max(found.events, found.clocks)
    if waits > LATE:
        what = f"Something has waited for a worker for {_span(waits)}: none works, or it cannot."
        yield _fault(
            "worker", what, "Start one: had-your-back work, or serve without --no-worker. Its log says what hinders it."
        )
    elif found.overdue > OVERDUE:
        what = f"A webhook that could go has waited for {_span(found.overdue)}."
        yield _warning("worker", what, "One more worker: had-your-back work. See had-your-back webhook list")
    elif found.unsealed > OVERDUE:
        what = f"The audit log has not been sealed for {_span(found.unsealed)}."
        yield _warning("audit", what, "Run: had-your-back audit verify. It says whether somebody altered it.")


@_rule
def _scores(found: Findings) -> Iterator[Advice]:
    if found.live_scores or not found.people:
        return
    age = found.scores if found.scores is not None else (found.now - found.since if found.since else timedelta())
    if age > OLD_SCORES:
        do = "A worker does it after midnight. Look into its log, or run: had-your-back score publish"
        yield _warning("scores", f"No scores have been published for {age.days} days.", do)


@_rule
def _webhooks(found: Findings) -> Iterator[Advice]:
    if off := [each for each in found.endpoints if each.state == "DISABLED"]:
        why = f" {off[0].reason}" if off[0].reason else ""
        yield _warning(
            "endpoints",
            f"Disabled: {_some([each.id for each in off])}.{why}",
            "Mend the receiver, then updateWebhookEndpoint with paused: false.",
        )
    if ill := [each.id for each in found.endpoints if each.state == "RESTING"]:
        yield _warning(
            "endpoints", f"Failing, and tried ever more rarely: {_some(ill)}.", "See had-your-back webhook list"
        )
    for each in found.endpoints:
        if each.refused and each.state != "DISABLED":
            do = "Allow it as it says, or change the address: updateWebhookEndpoint"
            yield _fault("endpoint-refused", f"Nothing can be sent to {each.id}: {each.refused}", do)


# ----------------------------------------------------------------------------------------------------- people and teams


@_rule
def _people(found: Findings) -> Iterator[Advice]:
    if found.people is None:
        return
    if not found.people:
        yield _warning(
            "people", "There is nobody here yet.", "Bring people in: docs/import.md, or docs/scim.md for a directory."
        )
        return
    if not found.administrators and not found.roles_from_claims:
        yield _warning("administrator", "Nobody is an administrator.", "had-your-back role set USERNAME ADMINISTRATOR")
    if found.teamless:
        what = f"{found.teamless:,} of {found.people:,} people are in no team, and no score counts them."
        yield _warning("teamless", what, "Name a team in the column `team` of the import, or in the directory.")
    if found.sharing:
        pairs = "; ".join(" and ".join(names[:MOST_SHARING]) for names in found.sharing)
        what = f"Some share an email, and neither can sign in by it: {pairs}."
        yield _warning("emails", what, "Give each their own by an import, or in the directory, or set one inactive.")
    if found.largest_team is not None and found.largest_team < LEAST_MEMBERS:
        what = f"The largest team has {found.largest_team} people; below {LEAST_MEMBERS} no team gets a score."
        yield _warning(
            "small-teams", what, "Put small teams below a common one: its score counts all who are below it."
        )


# --------------------------------------------------------------------------------------------------------- the machine


@_rule
def _machine(found: Findings) -> Iterator[Advice]:
    if found.files < LEAST_FILES:
        what = f"A process may open {found.files:,} files; each client that listens takes one."
        yield _warning("files", what, "ulimit -n 65536, or LimitNOFILE=65536 in the unit.")
    if not found.has_zones:
        yield _fault(
            "time-zones",
            "This machine has no time zone data.",
            "Install tzdata: apt-get install tzdata, or pip install tzdata.",
        )
    if found.astray:
        what = f"The widget's files are not of one version: {_some(found.astray)}. Pages may show nothing."
        yield _fault("widget", what, "Install this version anew, into an empty environment, and start every process.")
    if found.kept_for_ever:
        what = f"{', '.join(found.kept_for_ever)} keep for ever what tells of people."
        yield _warning(
            "retention", what, "Set a number of days, and say it in your record of processing: docs/stored.md"
        )


def _some(names: Sequence[str]) -> str:
    """Some of the names, and how many more there are.

    >>> _some(["a", "b", "c", "d", "e"])
    'a, b, c and 2 more'
    """
    more = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _span(length: timedelta) -> str:
    """How long that is.

    >>> _span(timedelta(seconds=90)), _span(timedelta(hours=5))
    ('2 minutes', '5 hours')
    """
    seconds = length.total_seconds()
    if seconds < 2 * 3600:
        return f"{seconds / 60:,.0f} minutes"
    return f"{seconds / 3600:,.0f} hours" if seconds < 2 * 86400 else f"{seconds / 86400:,.0f} days"

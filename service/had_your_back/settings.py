"""Every setting: its meaning, unit, default and name in the environment (``HYB_`` and the field in capitals).

A secret may also come from a file: ``HYB_SECRET_KEY_FILE=/run/secrets/key`` is read as ``HYB_SECRET_KEY``.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from had_your_back.errors import ErrorCode, Refused

PREFIX = "HYB_"
Listed = Annotated[tuple[str, ...], NoDecode]


class _Files(PydanticBaseSettingsSource):
    """``HYB_NAME_FILE`` names a file that holds the value of ``HYB_NAME``."""

    def get_field_value(
        self,
        field: Any,  # noqa: ARG002 - the signature is pydantic's
        field_name: str,
    ) -> tuple[Any, str, bool]:
        name = f"{PREFIX}{field_name.upper()}_FILE"
        path = os.environ.get(name)
        try:
            return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
            raise Refused(ErrorCode.INVALID, f"{name} names {path}, which cannot be read: {why}.") from error

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """The service's settings, read once at start.

    >>> Settings(port=8401).port
    8401
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    organization: str = Field("Our organisation", description="The name of the organisation.")
    database_url: SecretStr = Field(
        SecretStr("sqlite:///had-your-back.db"),
        description="`sqlite:///path` (one machine) or `postgresql://user:password@host/name` (many machines).",
    )
    database_direct_url: SecretStr | None = Field(
        None,
        description="Where PostgreSQL itself answers, if `HYB_DATABASE_URL` is [a pooler](deploy.md#connections-and-"
        "pgbouncer) that hands out a connection for each transaction.",
    )
    database_read_url: SecretStr | None = Field(
        None,
        description="A [replica](operate.md#a-replica-for-reading) of `HYB_DATABASE_URL`, `postgresql://...`: what "
        "people look at is read from there, unless it is more than 5 seconds behind or they have just written.",
    )
    host: str = Field("127.0.0.1", description="The address that `serve` listens on.")
    port: int = Field(8400, ge=0, le=65535, description="The port that `serve` listens on.")
    public_url: str | None = Field(
        None,
        description="Where people reach the service from outside, such as `https://backs.example.org`: what addresses "
        "that it tells begin with. Without it, where the request came to.",
    )
    auth: Literal["tokens", "oidc", "dev"] = Field(
        "tokens",
        description="`tokens`: service tokens only. `oidc`: also people who [sign in](sign-in.md) at an identity "
        "provider. `dev`: choose who you are; loopback only, for demonstrations.",
    )
    oidc_issuer: str | None = Field(
        None, description="The identity provider, exactly as `iss` in its tokens: `https://id.example.org/realms/x`."
    )
    oidc_audience: Listed = Field(
        (), description="What `aud` of a token has to name, one of these, separated by commas."
    )
    oidc_jwks_url: str | None = Field(
        None, description="Where the provider publishes its keys; without it, where its own description says."
    )
    oidc_person_claim: Literal["sub", "oid", "uid", "email"] = Field(
        "sub", description="The claim by which people are known: `oid` (with `tid`) for Entra ID, `uid` for Okta."
    )
    oidc_trust_email: bool = Field(
        default=False,
        description="Whether `email` counts without a claim that it was verified. Only where nobody can change their "
        "own at the provider.",
    )
    oidc_role_claim: str | None = Field(
        None,
        description="The claim that tells roles, also a path such as `realm_access.roles`. Without it, `had-your-back "
        "role set` does.",
    )
    oidc_roles: Listed = Field(
        (), description="The provider's names of our roles, `theirs=MODERATOR,other=INTEGRATOR`; without it, ours."
    )
    oidc_machines: Listed = Field(
        (), description="Ids of clients whose tokens stand for no person but for the client, separated by commas."
    )
    oidc_scopes: Listed = Field(
        (), description="The provider's names of our scopes, `theirs=people:read,other=scim`; without it, ours."
    )
    oidc_client_id: str | None = Field(
        None,
        description="The id of a public client (authorization code with PKCE) at the provider, by which people sign in "
        "at the ready page. Without it, the page asks for a token.",
    )
    oidc_page_scope: str = Field(
        "openid",
        description="What the ready page asks the provider for, separated by blanks: what brings the audience.",
    )
    oidc_leeway: int = Field(60, ge=0, le=300, description="Seconds by which clocks may differ.")
    unknown_people: Literal["refuse", "join"] = Field(
        "refuse",
        description="What becomes of somebody who signs in and is not known here. `join`: a new person. Only where "
        "nobody can choose their own userName at the provider.",
    )
    secret_key: SecretStr | None = Field(
        None,
        description="Encrypts webhook secrets, signs calendar addresses and widgets' tokens. On SQLite made beside the "
        "database file; required on PostgreSQL.",
    )
    allowed_origins: Listed = Field(
        (), description="Exact origins of pages that embed the widget, separated by commas."
    )
    time_zone: str = Field("UTC", description="The organisation's time zone, an IANA name such as `Europe/Berlin`.")
    holidays: Listed = Field(
        (), description="Days on which nobody works, separated by commas: `2026-12-25,2027-01-01`."
    )
    answer_within: int = Field(2, ge=1, le=60, description="Working days in which a request wants an answer.")
    due_grace: int = Field(3, ge=0, le=60, description="Days after the due date until a promise counts as broken.")
    pace_per_giver: int = Field(60, ge=1, description="Recognitions that one person can give in 24 hours.")
    pace_per_pair: int = Field(
        5, ge=1, description="Recognitions that one person can give to the same person in 24 hours."
    )
    edit_window: int = Field(15, ge=0, description="Minutes in which a giver can edit a recognition.")
    score_refresh: timedelta = Field(
        timedelta(days=1),
        description="How often scores are published: `P1D` (once a day), or `PT0S` (live, for demonstrations only).",
    )
    score_recipe: str = Field("v1", description="The version of the recipe that scores are reckoned by.")
    scim_delete: Literal["deactivate", "erase"] = Field(
        "deactivate",
        description="What becomes of somebody whom the company's directory deletes over [SCIM](scim.md). "
        "`deactivate`: they have left, and what they did stays. `erase`: their name and their words go for ever.",
    )
    durability: Literal["normal", "full"] = Field(
        "normal", description="SQLite only. `normal` survives a crash of the process, `full` also a loss of power."
    )
    webhook_allow_cidrs: Listed = Field(
        (), description="Private networks that webhooks may reach, separated by commas, for example `10.1.0.0/16`."
    )
    webhook_allow_ports: Listed = Field(
        (),
        description="Ports that webhooks may go to although another protocol lives there, separated by commas: `25`.",
    )
    webhook_allow_http: bool = Field(default=False, description="Whether webhooks may go to `http` addresses.")
    graphql_documents: Literal["open", "trusted"] = Field(
        "open",
        description="`open`: any document within the limits. `trusted`: only those of `graphql/operations`.",
    )
    pace_per_caller: int = Field(
        600_000,
        ge=0,
        description="Points that one caller can spend on `/graphql` and `/scim/v2` in a minute, a request as many as "
        "it costs and at least one. `0`: no limit.",
    )
    streams_per_caller: int = Field(
        200,
        ge=1,
        description="Streams, by WebSocket or server-sent events, that one caller can have open to one process.",
    )
    time_limit: float = Field(
        10, gt=0, le=600, description="Seconds that one GraphQL operation may take; then its statements are cancelled."
    )
    introspection: bool = Field(default=True, description="Whether GraphQL tells its schema to whoever has a token.")
    retention_webhooks: int = Field(
        30, ge=7, le=3650, description="Days for which deliveries and their attempts are kept."
    )
    retention_events: int = Field(
        30,
        ge=7,
        le=3650,
        description="Days for which the log of events is kept; not less than `HYB_RETENTION_WEBHOOKS`.",
    )
    retention_thanks: int = Field(
        0,
        ge=0,
        le=36500,
        description="Days after which the words of thanks and comments are deleted. `0`: never. That somebody thanked "
        "whom, when and for what stays.",
    )
    retention_promises: int = Field(
        0,
        ge=0,
        le=36500,
        description="Days after which the words of commitments that are closed are deleted. `0`: never. Dates, states "
        "and people stay.",
    )
    retention_reports: int = Field(
        365,
        ge=0,
        le=36500,
        description="Days after which the words of reports and disputes that are answered are deleted. `0`: never.",
    )
    retention_absences: int = Field(
        365, ge=0, le=36500, description="Days after which absences that are over are deleted. `0`: never."
    )
    retention_tokens: int = Field(
        90, ge=0, le=36500, description="Days after which tokens that were revoked or ended are deleted. `0`: never."
    )
    retention_audit: int = Field(
        365, ge=30, le=3650, description="Days for which the [audit log](privacy.md#the-audit-log) is kept."
    )
    retention_places: int = Field(
        90,
        ge=1,
        le=3650,
        description="Days for which the audit log says from where something was done: an address, or who at a machine.",
    )
    graphiql: bool = Field(
        default=False,
        description="Whether a browser that opens `/graphql` gets GraphiQL, and misspelt names get suggestions.",
    )
    log_format: Literal["text", "json"] = Field("text", description="How log lines are written.")
    slow_operation: float = Field(
        1, ge=0, le=600, description="Seconds after which a request is told to the log as slow. `0`: never."
    )
    stop_notice: float = Field(
        0,
        ge=0,
        le=300,
        description="Seconds for which a process that is told to stop (SIGTERM) still takes requests while `/readyz` "
        "says 503: as long as a balancer needs to see it.",
    )
    stop_within: float = Field(
        25,
        ge=5,
        le=600,
        description="Seconds after which a process that is told to stop has ended, whatever holds it up. Let whoever "
        "would kill it wait a little longer.",
    )
    metrics: Literal["token", "open"] = Field(
        "token",
        description="Who may read `/metrics`. `token`: a token that stands for no person, or an administrator's. "
        "`open`: whoever reaches it.",
    )

    @model_validator(mode="after")
    def _events_outlive_their_deliveries(self) -> Self:
        if self.retention_events < self.retention_webhooks:
            message = "HYB_RETENTION_EVENTS is less than HYB_RETENTION_WEBHOOKS: a delivery needs its event"
            raise ValueError(message)
        return self

    @field_validator(
        "allowed_origins",
        "holidays",
        "oidc_audience",
        "oidc_machines",
        "oidc_roles",
        "oidc_scopes",
        "webhook_allow_cidrs",
        "webhook_allow_ports",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _time_to_finish(self) -> Self:
        if self.stop_notice > self.stop_within - 4:
            message = "HYB_STOP_WITHIN leaves less than 4 seconds after HYB_STOP_NOTICE to finish what is running"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _an_issuer_and_an_audience(self) -> Self:
        if self.auth == "oidc" and not (self.oidc_issuer and self.oidc_audience):
            message = "HYB_AUTH=oidc needs HYB_OIDC_ISSUER and HYB_OIDC_AUDIENCE"
            raise ValueError(message)
        return self

    @field_validator("oidc_issuer", "oidc_jwks_url")
    @classmethod
    def _nobody_between(cls, value: str | None) -> str | None:
        """What is fetched from there decides who is let in."""
        if value is not None:
            split = urlsplit(value)
            near = split.scheme == "http" and split.hostname in {"127.0.0.1", "::1", "localhost"}
            if not split.hostname or not (split.scheme == "https" or near):
                message = "it is an address that begins with https://"
                raise ValueError(message)
        return value

    @field_validator("allowed_origins")
    @classmethod
    def _no_wildcard(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if "*" in value:  # which would let in every page there is
            message = "it names each origin exactly, such as https://intranet.example.org"
            raise ValueError(message)
        return value

    @field_validator("webhook_allow_cidrs")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(str(ipaddress.ip_network(part)) for part in value)

    @field_validator("webhook_allow_ports")
    @classmethod
    def _ports(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if not (part.isascii() and part.isdigit() and 0 < int(part[:6]) < 1 << 16):
                message = f"{part!r} is no port; a port is a number from 1 to 65535"
                raise ValueError(message)
        return tuple(str(int(part)) for part in value)

    @field_validator("secret_key")
    @classmethod
    def _some_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().strip(", \t\r\n"):
            message = "it is empty"
            raise ValueError(message)
        return value

    @field_validator("holidays")
    @classmethod
    def _days(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(date.fromisoformat(part).isoformat() for part in value)

    @field_validator("score_refresh")
    @classmethod
    def _daily(cls, value: timedelta) -> timedelta:
        if value not in {timedelta(), timedelta(days=1)}:
            message = "it is P1D (once a day) or PT0S (live)"
            raise ValueError(message)
        return value

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            message = f"{value!r} is not an IANA time zone such as Europe/Berlin"
            raise ValueError(message) from error
        return value

    def reached_at(self, came_to: str) -> str:
        """Where people reach the service, without a slash at the end: the setting, or where a request came to.

        >>> Settings().reached_at("wss://backs.example.org/"), Settings(public_url="https://x.org/hyb/").reached_at("")
        ('https://backs.example.org', 'https://x.org/hyb')
        """
        return self.public_url or re.sub(r"^ws", "http", came_to).rstrip("/")

    def is_welcome(self, headers: Mapping[str, str]) -> bool:
        """Whether whoever sent these headers may open a stream: a page of ours or of `allowed_origins`, or no page.

        A browser lets any page open a WebSocket anywhere, and names the page's origin; nobody else is asked for one.

        >>> here = Settings(public_url="https://backs.example.org", allowed_origins=["https://intranet.example"])
        >>> pages = ("https://backs.example.org", "https://intranet.example", "https://evil.example", "null")
        >>> [here.is_welcome({"host": "10.0.0.7", "origin": page}) for page in pages]
        [True, True, False, False]
        >>> here.is_welcome({"host": "10.0.0.7"}), here.is_welcome({"host": "a.example", "origin": "http://a.example"})
        (True, True)
        """
        origin = headers.get("origin")
        if origin is None or headers.get("sec-fetch-site") == "same-origin" or origin in self.allowed_origins:
            return True
        ours = {headers.get("host"), urlsplit(self.public_url or "").netloc} - {"", None}
        return origin.partition("://")[2] in ours

    @field_validator("public_url")
    @classmethod
    def _from_outside(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", value):
            message = "it is an address such as https://backs.example.org"
            raise ValueError(message)
        return value and value.rstrip("/")

    @field_validator("database_direct_url", "database_read_url")
    @classmethod
    def _past_a_pooler(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("postgresql://"):
            message = "it begins with postgresql://"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _a_pooler_before_it(self) -> Self:
        if self.database_direct_url is not None and not self.database_url.get_secret_value().startswith("postgresql"):
            message = "HYB_DATABASE_DIRECT_URL is for HYB_DATABASE_URL=postgresql://... behind a pooler"
            raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _a_replica_of_it(self) -> Self:
        if self.database_read_url is not None and not self.database_url.get_secret_value().startswith("postgresql"):
            message = "HYB_DATABASE_READ_URL is for a replica of HYB_DATABASE_URL=postgresql://..."
            raise ValueError(message)
        return self

    @property
    def read_url(self) -> str | None:
        """Where a replica answers, if there is one."""
        return self.database_read_url.get_secret_value() if self.database_read_url else None

    @property
    def direct(self) -> str | None:
        """Where PostgreSQL itself answers, if a pooler stands before it."""
        return self.database_direct_url.get_secret_value() if self.database_direct_url else None

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(("sqlite:///", "postgresql://")):
            message = "it begins with sqlite:/// or postgresql://"
            raise ValueError(message)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is pydantic's
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is passed, then the environment, then files named by it; nothing else."""
        return init_settings, env_settings, _Files(settings_cls)

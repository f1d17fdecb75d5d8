"""How a receiver is shown who we are, where a signature is not enough for it: what is kept, and what is accepted."""

from __future__ import annotations

import base64
import json
import secrets
import ssl
import tempfile
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from had_your_back.errors import ErrorCode, Refused
from had_your_back.webhooks.rules import LONGEST_HEADER

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

LONGEST_PEM = 50_000
"""Characters. A chain of ten certificates has about 20,000."""


class AuthKind(StrEnum):
    """How a receiver is shown who we are; the value is the name of the input."""

    BASIC = "basic"
    OAUTH2 = "oauth2"
    MTLS = "mtls"


@dataclass(frozen=True, slots=True)
class Basic:
    """A user name and a password (RFC 7617).

    >>> Basic("Aladdin", "open sesame").header
    'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='
    """

    user_name: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        """The value of ``authorization``."""
        return "Basic " + base64.b64encode(f"{self.user_name}:{self.password}".encode()).decode()


@dataclass(frozen=True, slots=True)
class OAuth2:
    """A client that fetches tokens for itself (RFC 6749, section 4.4)."""

    token_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Mtls:
    """A certificate, with those that lead to its authority behind it, and its private key; both PEM."""

    certificate: str
    private_key: str = field(repr=False)

    def context(self) -> ssl.SSLContext:
        """How TLS is spoken with this certificate, to servers that the system's authorities vouch for."""
        context = ssl.create_default_context()
        context.set_alpn_protocols(["http/1.1"])
        self.show_in(context)
        return context

    def show_in(self, context: ssl.SSLContext) -> None:
        """Have a context show the certificate.

        OpenSSL takes it from a file only; the key in there is encrypted, for the moment that there is the file.

        Raises: ssl.SSLError for one that OpenSSL does not take, ValueError.
        """
        from cryptography.hazmat.primitives import serialization as pem  # noqa: PLC0415 - few endpoints need it

        password = secrets.token_hex(16)
        key = pem.load_pem_private_key(self.private_key.encode(), None).private_bytes(
            pem.Encoding.PEM, pem.PrivateFormat.PKCS8, pem.BestAvailableEncryption(password.encode())
        )
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:
            file.write(self.certificate.encode() + b"\n" + key)
            file.flush()
            context.load_cert_chain(file.name, password=password)


Auth = Basic | OAuth2 | Mtls
_KINDS: dict[AuthKind, type[Auth]] = {AuthKind.BASIC: Basic, AuthKind.OAUTH2: OAuth2, AuthKind.MTLS: Mtls}


def kind_of(auth: Auth) -> AuthKind:
    """The kind of it."""
    return next(kind for kind, made in _KINDS.items() if isinstance(auth, made))


def written(auth: Auth) -> str:
    """As it is sealed.

    >>> read(written(Basic("ann", "sesame"))) == Basic("ann", "sesame")
    True
    """
    return json.dumps({kind_of(auth).value: asdict(auth)})


def read(text: str) -> Auth:
    """What was written."""
    ((kind, values),) = json.loads(text).items()
    return _KINDS[AuthKind(kind)](**values)


# ------------------------------------------------------------------------------------------------- what is accepted


def accept(auth: Auth, now: datetime) -> Auth:
    """The same, if it can work.

    Raises: Refused INVALID or TOO_LONG, with its place.
    """
    match auth:
        case Basic():
            _text(auth.user_name, "basic", "userName")
            _text(auth.password, "basic", "password", least=0)
            if ":" in auth.user_name:
                raise _invalid("A user name has no colon; the password begins behind it.", "basic", "userName")
        case OAuth2():
            for name, value in (("clientId", auth.client_id), ("clientSecret", auth.client_secret)):
                _text(value, "oauth2", name)
            if auth.scope is not None:
                _text(auth.scope, "oauth2", "scope")
                if not auth.scope.isascii() or set(auth.scope) & set('"\\'):
                    raise _invalid("Scopes are words of ASCII with spaces between.", "oauth2", "scope")
        case Mtls():
            _accept_certificate(auth, now)
    return auth


def accept_together(kind: AuthKind | None, url: str, header_names: Collection[str]) -> None:
    """Nothing, if these go together.

    Raises: Refused INVALID.
    """
    if kind is AuthKind.MTLS and not url.startswith("https:"):
        raise _invalid("A certificate is shown by TLS, so the URL has to begin with https.", "mtls")
    if kind in {AuthKind.BASIC, AuthKind.OAUTH2} and "authorization" in header_names:
        message = "The header authorization is made from auth; give one of the two."
        raise Refused(ErrorCode.INVALID, message, "headers")


def _text(value: str, *path: str, least: int = 1) -> None:
    if len(value) < least:
        raise Refused(ErrorCode.TOO_SHORT, "This is empty.", "auth", *path)
    if len(value) > LONGEST_HEADER:
        raise Refused(ErrorCode.TOO_LONG, f"At most {LONGEST_HEADER:,} characters fit here.", "auth", *path)
    if not value.isprintable():
        raise _invalid("This has to be one line without control characters.", *path)


def _accept_certificate(auth: Mtls, now: datetime) -> None:
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - few endpoints need it

    if max(len(auth.certificate), len(auth.private_key)) > LONGEST_PEM:
        raise Refused(ErrorCode.TOO_LONG, f"At most {LONGEST_PEM:,} characters fit here.", "auth", "mtls")
    mine = _first_certificate(auth.certificate)
    try:
        key = serialization.load_pem_private_key(auth.private_key.encode(), None)
    except TypeError as error:
        raise _invalid("The private key is encrypted; give it without its password.", "mtls", "privateKey") from error
    except Exception as error:
        message = "This is no private key in PEM: -----BEGIN PRIVATE KEY----- and so on."
        raise _invalid(message, "mtls", "privateKey") from error
    form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    if key.public_key().public_bytes(*form) != mine.public_key().public_bytes(*form):
        message = "The private key is not the one of the certificate, which has to be the first if there are several."
        raise _invalid(message, "mtls", "privateKey")
    if mine.not_valid_after_utc <= now:
        message = f"The certificate ended at {mine.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}."
        raise _invalid(message, "mtls", "certificate")
    if mine.not_valid_before_utc > now:
        message = f"The certificate begins at {mine.not_valid_before_utc:%Y-%m-%dT%H:%M:%SZ}."
        raise _invalid(message, "mtls", "certificate")
    try:
        auth.show_in(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    except (ssl.SSLError, ValueError) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        raise _invalid(f"OpenSSL does not take this certificate: {reason}.", "mtls", "certificate") from error


def _first_certificate(text: str) -> Certificate:
    from cryptography import x509  # noqa: PLC0415 - few endpoints need it

    try:
        return x509.load_pem_x509_certificates(text.encode())[0]
    except Exception as error:
        message = "This is no certificate in PEM: -----BEGIN CERTIFICATE----- and so on."
        raise _invalid(message, "mtls", "certificate") from error


def _invalid(message: str, *path: Any) -> Refused:
    return Refused(ErrorCode.INVALID, message, "auth", *path)

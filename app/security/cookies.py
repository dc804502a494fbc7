"""The two cookies: of a signed-in person, and of a visitor, who may become a guest."""

from dataclasses import dataclass

from app.security.tokens import digest

MONTH = 30 * 24 * 3600


@dataclass(frozen=True)
class Jar:
    """What a browser brought along, as hashes; empty where it brought nothing."""
    session: str = ''
    visitor: str = ''
    visitor_secret: str = ''  # to give the same cookie again, for longer


def name_of(kind: str, is_https: bool) -> str:
    """`__Host-` binds a cookie to this host; browsers accept the prefix only over https."""
    return f'__Host-rt_{kind}' if is_https else f'rt_{kind}'


def read_jar(header: str, is_https: bool) -> Jar:
    """Ours among all cookies of this host; those of others may look however they like."""
    cookies = {name.strip(): value.strip() for name, _, value in (part.partition('=') for part in header.split(';'))}
    session, visitor = (cookies.get(name_of(kind, is_https), '') for kind in ('session', 'guest'))
    return Jar(digest(session) if session else '', digest(visitor) if visitor else '', visitor)


def set_cookie(kind: str, value: str, is_https: bool, max_age: int | None) -> str:
    """A Set-Cookie header; without `max_age` the cookie goes with the browser window."""
    parts = [f'{name_of(kind, is_https)}={value}', 'Path=/', 'HttpOnly', 'SameSite=Lax']
    if is_https:
        parts.append('Secure')
    if max_age is not None:
        parts.append(f'Max-Age={max_age}')
    return '; '.join(parts)


def drop_cookie(kind: str, is_https: bool) -> str:
    return set_cookie(kind, '', is_https, 0)

"""What every answer tells the browser to forbid."""

FOR_PAGES = ("default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
             "img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' data:; connect-src 'self'; "
             "worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'")
STRICT = "default-src 'none'; frame-ancestors 'none'"
FOR_PROGRAMS = ('/api/', '/hooks/', '/health', '/readyz', '/metrics')  # where addresses begin that show no page

ALWAYS = (
    (b'x-content-type-options', b'nosniff'),
    (b'referrer-policy', b'same-origin'),
    (b'cross-origin-opener-policy', b'same-origin'),
    (b'permissions-policy', b'accelerometer=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()'),
)
YEAR = 31_536_000


def security_headers(path: str, is_https: bool, given: frozenset[bytes]) -> list[tuple[bytes, bytes]]:
    """Headers for an answer at `path` that has `given` ones already.

    Pages need the two unsafe words because NiceGUI compiles templates in the browser; hence no HTML from data, ever.
    """
    headers = list(ALWAYS)
    if b'content-security-policy' not in given:
        policy = STRICT if path.startswith(FOR_PROGRAMS) else FOR_PAGES
        headers.append((b'content-security-policy', policy.encode()))
    if is_https:
        headers.append((b'strict-transport-security', f'max-age={YEAR}; includeSubDomains'.encode()))
    if path.startswith('/api/') and b'cache-control' not in given:
        headers.append((b'cache-control', b'no-store'))
    return headers

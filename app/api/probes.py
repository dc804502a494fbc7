"""/healthz, /readyz and /metrics, for whatever watches this process; the documentation of the API."""

import hmac
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from re import DOTALL, findall

import fastapi_offline
from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app import health, metrics
from app.api.described import description
from app.errors import Forbidden, NotFound
from app.security.gate import Caller
from app.security.origin import is_loopback
from app.settings import Settings

SWAGGER = Path(fastapi_offline.__file__).parent / 'static'
SWAGGER_FILES = ('swagger-ui-bundle.js', 'swagger-ui.css')


def router_for(settings: Settings) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    for path in ('/healthz', '/health', '/api/v1/health'):
        router.get(path)(_alive)

    @router.get('/readyz')
    async def ready(request: Request) -> Response:
        """Details only for those who are on the machine itself, and for admins."""
        checks = await health.run_checks()
        is_ready = all(check.is_fine for check in checks)
        body: dict[str, object] = {'status': 'ready' if is_ready else 'not ready'}
        if _is_local(request) or await health.may_be_told(request.scope['caller'].credential):
            body['checks'] = {check.name: {'fine': check.is_fine, 'text': check.text} for check in checks}
        return JSONResponse(body, 200 if is_ready else 503)

    @router.get('/metrics')
    async def figures(request: Request) -> Response:
        _demand_monitor(request, settings.metrics_token)
        await health.look()
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    router.get('/api/openapi.json')(_openapi)
    router.get('/api/docs')(_docs)
    router.get('/static/swagger/{name}')(_swagger)
    return router


async def _alive() -> Response:
    """Touches nothing: says only that the event loop turns."""
    return PlainTextResponse('alive')


async def _openapi() -> Response:
    return JSONResponse(description())


async def _docs() -> Response:
    """Swagger UI with files of our own; its one inline script is named in the policy by its hash."""
    page = get_swagger_ui_html(openapi_url='/api/openapi.json', title='Roundtable API',
                               swagger_js_url=f'/static/swagger/{SWAGGER_FILES[0]}',
                               swagger_css_url=f'/static/swagger/{SWAGGER_FILES[1]}',
                               swagger_favicon_url='/favicon.ico')
    scripts = findall(r'<script>(.*?)</script>', bytes(page.body).decode(), DOTALL)
    hashes = ' '.join(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    page.headers['content-security-policy'] = (
        f"default-src 'self'; script-src 'self' {hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "frame-ancestors 'none'")
    return page


async def _swagger(name: str) -> Response:
    if name not in SWAGGER_FILES:
        raise NotFound('There is no such file.')
    return FileResponse(SWAGGER / name, headers={'Cache-Control': 'public, max-age=86400'})


def _is_local(request: Request) -> bool:
    """On the machine itself and not through a proxy, which may stand on the same machine."""
    caller: Caller = request.scope['caller']
    return is_loopback(caller.address) and not caller.is_forwarded


def _demand_monitor(request: Request, token: str) -> None:
    kind, _, given = request.headers.get('authorization', '').partition(' ')
    is_known = kind.lower() == 'bearer' and bool(token) and hmac.compare_digest(given.encode(), token.encode())
    if not is_known and (token or not _is_local(request)):
        raise Forbidden('Set METRICS_TOKEN and send it as a bearer token.', 'auth.metrics')

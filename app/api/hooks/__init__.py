"""/hooks — what other services send by themselves; each delivery is verified before it is read."""

from fastapi import APIRouter

router = APIRouter(prefix='/hooks')

"""/hooks — what other services send by themselves; each delivery is verified before it is read."""

from fastapi import APIRouter

from app.api.hooks import git

router = APIRouter(prefix='/hooks')
router.include_router(git.router)

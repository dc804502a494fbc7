"""/hooks — what other services send by themselves; each delivery is verified before it is read."""

from fastapi import APIRouter

from app.api.hooks import git, jira

router = APIRouter(prefix='/hooks')
router.include_router(jira.router)
router.include_router(git.router)

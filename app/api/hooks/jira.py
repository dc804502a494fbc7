"""What Jira sends by itself: proved before it is read, kept, and answered at once; what it says is read at Jira."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request

from app.domain.sprints.jira.hooks import LARGEST, LONGEST, read_delivery
from app.errors import TooLarge
from app.security.tokens import new_secret
from app.services.sprints import deliveries
from app.work import ask, perform

router = APIRouter(prefix='/jira', include_in_schema=False)


@router.post('/{token}')
async def take_delivery(request: Request, token: str,
                        signature: Annotated[str, Header(alias='X-Hub-Signature')] = '',
                        identifier: Annotated[str, Header(alias='X-Atlassian-Webhook-Identifier')] = '',
                        ) -> dict[str, Any]:
    """One that was here before, or that hints at nothing of ours, is answered alike: Jira need not send it again."""
    body = await request.body()
    if len(body) > LARGEST:
        raise TooLarge('A delivery has at most 10 MB.')
    site = await ask(deliveries.admit, token, body, signature)
    told = read_delivery(body)
    is_new = await perform(deliveries.keep, site, identifier[:LONGEST] or new_secret(), told)
    return {'event': told.event, 'new': is_new}

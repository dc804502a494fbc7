"""Commands that ask for secrets, and attempts that get them."""

from datetime import timedelta

from app.domain.ops.commands import Definition, Parameter, SecretGrant
from app.domain.ops.states import Claim
from app.domain.policy import Policy
from app.security.keys import REQUESTS, SEALS, derived
from tests.people import NOON

KEY, OTHER = bytes(range(32)), bytes(range(32, 64))

PREDICT = Definition('predict', 'Predict', kind='process', program='airsenal_run_prediction', secrets=(
    SecretGrant('FPL_LOGIN', help='E-mail of the account at the FPL'), SecretGrant('FPL_PASSWORD', is_file=True),
    SecretGrant('DISCORD_WEBHOOK', is_required=False)))
SYNC = Definition('portfolio.sync', 'Read the tracker', area='portfolio', secrets=(
    SecretGrant('AZURE_DEVOPS_PAT', help='Work items, plans and iterations'),))
SEND = Definition('send', 'Send', parameters=(
    Parameter('channel', 'secret', choices=(('CHAT_WEBHOOK_URL', 'The channel of the team'),
                                            ('DISCORD_WEBHOOK', 'Discord'))),))
COMMANDS = {definition.slug: definition for definition in (PREDICT, SYNC, SEND)}
NAMES = ['AZURE_DEVOPS_PAT', 'CHAT_WEBHOOK_URL', 'DISCORD_WEBHOOK', 'FPL_LOGIN', 'FPL_PASSWORD']


def secret_policy(*ring: tuple[str, bytes]) -> Policy:
    """An installation with these commands; its vault has one key if nothing else is said."""
    return Policy(commands=COMMANDS, seal_keys=(derived(32 * b'k', SEALS),), request_key=derived(32 * b'k', REQUESTS),
                  master_keys=ring or (('k1', KEY),), keys_from='the environment')


def attempt(definition: Definition = PREDICT, actor: str = 'system', run_id: int = 7, **parameters: str) -> Claim:
    return Claim(run_id, 1, 'here', definition, parameters, actor, '', NOON + timedelta(seconds=30),
                 NOON + timedelta(hours=1))

"""Slack and Teams on this machine: they take what the real ones take, and refuse what those refuse."""

from tests.fakes.loopback import Answer, Loopback

MOST_BLOCKS, MOST_TEXT, MOST_FIELDS = 50, 3_000, 10
LARGEST_CARD = 28 * 1024
CARD = 'application/vnd.microsoft.card.adaptive'


class FakeChat(Loopback):
    def __init__(self):
        super().__init__(self._answer)
        self.said, self.gone = [], set()
        self.slack, self.teams = f'{self.url}/services/T0/B0/s3cr3t', f'{self.url}/workflows/w0?sig=s3cr3t'

    def _answer(self, asked):
        if asked.path in self.gone:
            return Answer(404, b'no_service', {'Content-Type': 'text/html'})
        refusal = (_slack if asked.path.startswith('/services/') else _teams)(asked)
        if refusal:
            return Answer(400, refusal.encode(), {'Content-Type': 'text/html'})
        self.said.append(asked.json)
        return Answer(200, b'ok', {'Content-Type': 'text/html'}) if asked.path.startswith('/services/') else Answer(202)


def _slack(asked):
    blocks = asked.json.get('blocks', [])
    texts = [block['text']['text'] for block in blocks if 'text' in block]
    if not asked.json.get('text') or len(blocks) > MOST_BLOCKS or any(len(text) > MOST_TEXT for text in texts) or any(
            len(block.get('fields', ())) > MOST_FIELDS for block in blocks):
        return 'invalid_blocks'
    return ''


def _teams(asked):
    attachments = asked.json.get('attachments', [])
    if len(asked.body) > LARGEST_CARD or asked.json.get('type') != 'message' or not attachments:
        return '{"error": {"code": "InvalidPayload"}}'
    return '' if all(one['contentType'] == CARD for one in attachments) else '{"error": {"code": "InvalidCard"}}'

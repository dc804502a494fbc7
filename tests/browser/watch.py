"""What must not happen on any page: something forbidden, something broken, something fetched from elsewhere."""

from urllib.parse import urlsplit

RELOADED = 'reloading because'  # a page that begins anew although nobody asked it to
BROKEN_LINE = ('net::ERR_CONNECTION_REFUSED', 'net::ERR_CONNECTION_RESET', 'net::ERR_INTERNET_DISCONNECTED',
               'net::ERR_EMPTY_RESPONSE', 'WebSocket is closed before the connection is established', RELOADED)
REBUILT = 'Event listeners changed'  # a field would lose what was typed
ON_BOARD = ('data', 'blob', 'about')


class Watch:
    """Listens to all pages of one browser window."""

    def __init__(self, home):
        self.homes, self.complaints, self.excused = set(), [], ()
        self.trusts(home)

    def trusts(self, home):
        self.homes.add(urlsplit(home).netloc)

    def forgives_a_broken_line(self):
        """For tests that break it."""
        self.excused = BROKEN_LINE

    def over(self, context):
        context.on('console', self._said)
        context.on('weberror', lambda error: self.complaints.append(f'JavaScript broke: {error.error}'))
        context.on('request', lambda request: self._asked(request.url))
        context.on('response', self._answered)
        context.on('page', lambda page: page.on('websocket', lambda socket: self._asked(socket.url)))

    def _said(self, message):
        """Among them whatever the content security policy forbids; bad answers are judged by their status."""
        is_bad = message.type == 'error' and not message.text.startswith('Failed to load resource')
        if (is_bad or message.text.startswith((REBUILT, RELOADED))) and not any(
                sign in message.text for sign in self.excused):
            self.complaints.append(f'the console says: {message.text}')

    def _asked(self, url):
        parts = urlsplit(url)
        if parts.scheme not in ON_BOARD and parts.netloc not in self.homes:
            self.complaints.append(f'{url} was fetched from elsewhere')

    def _answered(self, response):
        if response.status >= 400 and not response.request.is_navigation_request():
            self.complaints.append(f'{response.url} was answered with {response.status}')

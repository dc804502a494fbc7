"""How Jira says no."""


class Refusal(Exception):
    """A status with the messages that Jira gives."""

    def __init__(self, status, *messages, headers=None):
        super().__init__(status, *messages)
        self.status, self.headers = status, headers or {}
        self.body = {'errorMessages': list(messages), 'errors': {}}

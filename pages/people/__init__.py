"""People: the ways in, one's own account, and the administration of all."""

from pages.people import account as account
from pages.people import directory as directory
from pages.people import doors as doors
from pages.people import trail as trail

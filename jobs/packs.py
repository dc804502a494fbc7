"""What the packs add to their commands, by the name a definition gives."""

from collections.abc import Mapping

from jobs.hooks import Hook

HOOKS: Mapping[str, Hook] = {}

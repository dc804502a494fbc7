"""What the packs add to their commands, by the name a definition gives."""

from collections.abc import Mapping

from jobs.airsenal.definitions import HOOK as AIRSENAL
from jobs.airsenal.hook import AirsenalHook
from jobs.hooks import Hook

HOOKS: Mapping[str, Hook] = {AIRSENAL: AirsenalHook()}

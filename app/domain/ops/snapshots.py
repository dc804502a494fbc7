"""A definition as text: a run keeps the one it was asked for with, whatever the program says later."""

import json
from dataclasses import asdict, fields
from functools import lru_cache
from hashlib import sha256
from typing import Any

from app.domain.ops.commands import Definition, Parameter, SecretGrant, Step

PARTS = {'parameters': Parameter, 'secrets': SecretGrant, 'steps': Step}


@lru_cache(256)
def written(definition: Definition) -> str:
    return json.dumps(asdict(definition), sort_keys=True, ensure_ascii=False)


@lru_cache(256)
def version_of(definition: Definition) -> str:
    return sha256(written(definition).encode()).hexdigest()[:16]


@lru_cache(256)
def read_back(body: str) -> Definition:
    """Also what an older or a newer version of the program has written: unknown words are left out."""
    given: dict[str, Any] = json.loads(body)
    for name, part in PARTS.items():
        given[name] = tuple(part(**_known(part, entry)) for entry in given.get(name, ()))
    return Definition(**_known(Definition, given))


def _known(kind: Any, given: dict[str, Any]) -> dict[str, Any]:
    return {field.name: _frozen(given[field.name]) for field in fields(kind) if field.name in given}


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value

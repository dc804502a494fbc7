"""The running program and its people, as in the tests of the API; most tests here do without."""

from tests.api.conftest import (  # noqa: F401
    ann,
    blank,
    bob,
    cleo,
    kind,
    nobody,
    password_hash,
    server,
    stopped_in_any_case,
)

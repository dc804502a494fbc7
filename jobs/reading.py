"""What an attempt has written, as its judges read it: line by line, without colours, however much it is."""

from collections.abc import Iterator

from app.domain.access import SYSTEM
from app.domain.ops.escapes import visible
from app.domain.ops.states import Claim
from app.services.ops import logs
from app.work import read

AT_ONCE = 2_000


def lines_of(claim: Claim, stream: str) -> Iterator[str]:
    after = -1
    while True:
        page = read(logs.view_page, SYSTEM, claim.run_id, claim.n, after=after, limit=AT_ONCE, stream=stream)
        for line in page.lines:
            yield visible(line.text)
        if len(page.lines) < AT_ONCE:
            return
        after = page.lines[-1].seq

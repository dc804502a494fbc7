"""What happened to the code of a sprint's issues, and where code and board disagree.

What platforms tell is kept as history: a deleted branch, a commit that a forced push took away, the request of a fork
stay, marked. A gap is judged by requests alone; branches and commits are shown, for whoever wonders.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

BRANCH, COMMIT, REQUEST = 'branch', 'commit', 'request'
OPEN, MERGED, CLOSED = 'open', 'merged', 'closed'
GITHUB, GITLAB, BITBUCKET = 'github', 'gitlab', 'bitbucket'
PLATFORMS: Final[Mapping[str, str]] = {GITHUB: 'GitHub', GITLAB: 'GitLab', BITBUCKET: 'Bitbucket'}

NO_REQUEST, OPEN_LONG, MERGED_NOT_DONE, DONE_WITHOUT = 'no_request', 'open_long', 'merged_not_done', 'done_without'
GAPS: Final[Mapping[str, str]] = {
    NO_REQUEST: 'No pull request', OPEN_LONG: 'Pull request open for long', MERGED_NOT_DONE: 'Merged, but not done',
    DONE_WITHOUT: 'Done without a pull request'}
LONG: Final = 3  # days


@dataclass(frozen=True)
class Seen:
    """What a platform told: a name is enough to know it again."""
    kind: str  # branch, commit, request
    ref: str  # name, hash or number
    title: str = ''
    url: str = ''
    state: str = ''  # of a request: open, merged, closed
    by: str = ''
    opened_at: datetime | None = None
    merged_at: datetime | None = None
    branch: str = ''  # a request comes from; its keys count, too
    is_gone: bool = False


@dataclass(frozen=True)
class LinkView:
    key: str
    kind: str
    ref: str
    title: str
    url: str
    state: str
    by: str
    opened_at: datetime | None
    merged_at: datetime | None
    is_gone: bool
    repository: str


@dataclass(frozen=True)
class IssueInSprint:
    key: str
    title: str
    is_done: bool


@dataclass(frozen=True)
class GitRow:
    """One issue with its code and its gap, if there is one."""
    key: str
    title: str
    is_done: bool
    gap: str  # empty: none
    why: str
    links: tuple[LinkView, ...]


@dataclass(frozen=True)
class GitView:
    """`asked` says whether there is any repository to tell something; without one there are no gaps."""
    rows: tuple[GitRow, ...]
    counts: tuple[tuple[str, int], ...]  # gap, issues
    repositories: tuple['RepositoryView', ...]
    days: int = LONG

    @property
    def asked(self) -> bool:
        return any(one.read_at for one in self.repositories)


@dataclass(frozen=True)
class RepositoryView:
    id: int
    platform: str
    repository: str
    state: str
    error: str
    read_at: datetime | None
    has_token: bool = False
    has_hook: bool = False
    url: str = ''
    version: int = 1


def view(issues: Sequence[IssueInSprint], links: Iterable[LinkView], repositories: Sequence[RepositoryView],
         now: datetime, days: int = LONG) -> GitView:
    """Gaps first, in the order of `GAPS`; issues in the order they came in."""
    by_key: dict[str, list[LinkView]] = {}
    for link in links:
        by_key.setdefault(link.key, []).append(link)
    is_asked = any(one.read_at for one in repositories)
    rows = [_row(issue, tuple(by_key.get(issue.key, ())), now, days, is_asked) for issue in issues]
    order = list(GAPS)
    rows.sort(key=lambda row: order.index(row.gap) if row.gap else len(order))
    counts = tuple((gap, sum(row.gap == gap for row in rows)) for gap in GAPS)
    return GitView(tuple(rows), counts, tuple(repositories), days)


def gap_of(is_done: bool, links: Sequence[LinkView], now: datetime, days: int = LONG) -> tuple[str, str]:
    """The gap and its reason. A request that was closed unmerged is none; one that is open outweighs one merged."""
    requests = [link for link in links if link.kind == REQUEST and link.state in (OPEN, MERGED)]
    if not requests:
        return (DONE_WITHOUT, 'done, and no pull request names it') if is_done else (
            NO_REQUEST, 'no pull request names it')
    open_ = [link for link in requests if link.state == OPEN]
    late = [link for link in open_ if link.opened_at and now - link.opened_at > timedelta(days=days)]
    if late:
        oldest = min(late, key=lambda link: link.opened_at or now)
        return OPEN_LONG, f'{oldest.ref} is open for {(now - (oldest.opened_at or now)).days} days'
    if not open_ and not is_done:
        return MERGED_NOT_DONE, f'{requests[-1].ref} is merged, the issue is not done'
    return '', ''


def _row(issue: IssueInSprint, links: tuple[LinkView, ...], now: datetime, days: int, is_asked: bool) -> GitRow:
    gap, why = gap_of(issue.is_done, links, now, days) if is_asked else ('', '')
    return GitRow(issue.key, issue.title, issue.is_done, gap, why, links)

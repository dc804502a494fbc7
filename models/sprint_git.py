"""Tables of repositories whose branches, commits and requests name issues."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.moment import Moment


class SprintGitSource(SQLModel, table=True):
    """A repository whose branches and requests name issues."""
    id: int = Field(default=None, primary_key=True)
    site_id: int = Field(foreign_key='sprintsite.id', index=True)
    platform: str  # github, gitlab, bitbucket
    url: str
    repository: str
    is_private: bool = False  # an admin agreed to its host on a private network
    hook: str | None = Field(default=None, unique=True)  # hash of the token in the address of its webhook
    state: str = 'new'
    error: str = ''
    ok_at: datetime | None = Field(default=None, sa_type=Moment)
    version: int = 1


class SprintGitLink(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('source_id', 'kind', 'ref', 'key'),)
    id: int = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key='sprintgitsource.id', index=True)
    key: str = Field(index=True)  # of the issue
    kind: str  # branch, commit, request
    ref: str
    title: str = ''
    url: str = ''
    state: str = ''  # open, merged, closed
    by: str = ''
    opened_at: datetime | None = Field(default=None, sa_type=Moment)
    merged_at: datetime | None = Field(default=None, sa_type=Moment)
    is_gone: bool = False
    seen_at: datetime = Field(sa_type=Moment)

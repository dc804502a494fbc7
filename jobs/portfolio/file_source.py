"""A source that is a file beside the database: read whole, never written."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from app.domain.portfolio.items.setting import WORKWEEK, Plan, Rules
from app.domain.portfolio.sources.areas import is_in
from app.domain.portfolio.sources.reading import (
    CONFIG,
    UNAVAILABLE,
    Body,
    IterationFound,
    MarkerFound,
    NodeFound,
    RevisionFound,
    SourceTrouble,
    TeamCapacity,
    TeamDays,
)
from app.services.portfolio import team_sources
from app.services.portfolio.sources import Readable
from app.work import read
from jobs.portfolio.demo_source import CLOSED
from jobs.portfolio.file_text import LARGEST, FileFound, parsed


class FileSource:
    """A `Reader`. The file lies in the folder `portfolio` of the data, under the name an admin gave."""

    def __init__(self, source: Readable) -> None:
        self.source = source

    @cached_property
    def found(self) -> FileFound:
        path = self._path()
        try:
            if path.stat().st_size > LARGEST:
                raise SourceTrouble(f'{path.name} is larger than {LARGEST // 1_000_000} MB.', CONFIG)
            return parsed(path.read_text(encoding='utf-8'))
        except FileNotFoundError:
            raise SourceTrouble(f'There is no file {path.name} in the folder of the portfolio.', CONFIG) from None
        except UnicodeDecodeError:
            raise SourceTrouble(f'{path.name} is no text in UTF-8.', CONFIG) from None
        except OSError as error:
            raise SourceTrouble(f'{path.name} cannot be read: {error.strerror}.', UNAVAILABLE) from error

    @cached_property
    def bodies(self) -> Mapping[int, Body]:
        return {body.number: body for body in self.found.bodies}

    def _path(self) -> Path:
        """Never outside of its folder."""
        folder = read(team_sources.folder).resolve()
        path = (folder / str(self.source.options.get('file', ''))).resolve()
        if not path.is_relative_to(folder) or path == folder:
            raise SourceTrouble('The file has to lie in the folder of the portfolio.', CONFIG)
        return path

    def find_ids(self, plan: Plan) -> Sequence[int]:
        return [body.number for body in self.found.bodies if is_in(body.area, plan)
                and (not plan.types or body.type in plan.types)
                and (body.state in plan.states_read if plan.states_read else body.state not in CLOSED)]

    def fetch_revs(self, ids: Sequence[int]) -> Mapping[int, int | None]:
        return {number: self.bodies[number].rev if number in self.bodies else None for number in ids}

    def fetch_relinked(self, _project: str, _since: datetime) -> frozenset[int]:
        return frozenset()  # a link is a revision here

    def fetch_bodies(self, ids: Sequence[int]) -> Sequence[Body]:
        return [self.bodies[number] for number in ids if number in self.bodies]

    def fetch_iterations(self, project: str) -> Sequence[IterationFound]:
        return self.found.iterations

    def fetch_team_settings(self, project: str, team: str) -> TeamDays:
        return TeamDays(WORKWEEK)

    def fetch_capacities(self, project: str, team: str, iteration_id: str) -> TeamCapacity:
        return TeamCapacity()

    def fetch_markers(self, project: str) -> Sequence[MarkerFound]:
        return self.found.markers

    def fetch_revisions(self, number: int, skip: int = 0) -> Sequence[RevisionFound]:
        return ()

    def browse_projects(self) -> Sequence[NodeFound]:
        return [NodeFound(name, name, name) for name in sorted({area.partition('\\')[0] for area in self._areas()})]

    def browse_areas(self, project: str) -> Sequence[NodeFound]:
        return [NodeFound(area, area.rpartition('\\')[2], area) for area in self._areas()]

    def browse_iterations(self, project: str) -> Sequence[NodeFound]:
        return [NodeFound(one.node_id, one.path.rpartition('\\')[2], one.path) for one in self.found.iterations]

    def browse_teams(self, project: str) -> Sequence[NodeFound]:
        return ()

    def browse_types(self, project: str) -> Sequence[NodeFound]:
        return [NodeFound(kind, kind) for kind in sorted({body.type for body in self.found.bodies})]

    def browse_states(self, project: str, kind: str) -> Sequence[NodeFound]:
        known = dict(Rules().states)
        return [NodeFound(state, state, category=known.get(state, '')) for state in sorted(
            {body.state for body in self.found.bodies if body.type == kind})]

    def browse_delivery_plans(self, project: str) -> Sequence[NodeFound]:
        return [NodeFound(name, name) for name in sorted({one.delivery_plan for one in self.found.markers})]

    def push_patch(self, number: int, operations: Sequence[Mapping[str, Any]]) -> Body:
        raise SourceTrouble(f'{self.source.name} is a file; nothing can be published to it.', CONFIG)

    def _areas(self) -> Sequence[str]:
        return sorted({body.area for body in self.found.bodies})

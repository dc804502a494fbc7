"""Analyses of sprints: by discipline or another thing, filtered, kept, and compared with the last kept one."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from app.api.doors import Body, IdempotencyKey, RowId, Signed
from app.api.sprints.report_bodies import Amount, Ratio
from app.api.strict import StrictRoute
from app.domain.sprints.reports.analyses import AnalysisAsk, KeptAnalysis
from app.domain.sprints.reports.analysis_by import Analysis
from app.services.sprints import analyses

router = APIRouter(tags=['sprints: analyses'], route_class=StrictRoute)

By = Literal['discipline', 'type', 'priority', 'stakeholder', 'status', 'project']
Unit = Literal['points', 'issues', 'hours']
Named = Annotated[str, Query(max_length=200)]
PLACE = '/boards/{board_id}/sprints/{sprint}'
VERSION = r'^(live|(start|close|manual):\d{1,8})?$'


class AskParts(BaseModel):
    by: By = 'discipline'
    estimate: Unit = 'points'
    subtasks: bool = True
    query: str = Field('', max_length=2000)
    text: str = Field('', max_length=200)
    project: str = Field('', max_length=200)
    discipline: str = Field('', max_length=200)
    stakeholder: str = Field('', max_length=200)
    type: str = Field('', max_length=200)

    def asked(self) -> AnalysisAsk:
        return AnalysisAsk(self.by, self.estimate, self.subtasks, self.query.strip(), self.text, self.project,
                           self.discipline, self.stakeholder, self.type)


class AnalysisBody(AskParts, Body):
    """`query` is one that Jira has answered; `text` is looked for in keys, titles, types and statuses."""
    version: str = Field('', pattern=VERSION)


class SliceOut(BaseModel):
    name: str
    issues: int
    amount: Amount
    done: Amount
    estimated: int
    keys: list[str]
    jql: str


class MovedOut(BaseModel):
    name: str
    was: Amount
    now: Amount
    came: list[str]
    went: list[str]


class AnalysisOut(BaseModel):
    """`moved` is since `former`, the kept one with the same parameters; null where none is."""
    by: str
    estimate: str
    issues: int
    amount: Amount
    mean: Ratio | None
    estimated: int
    slices: list[SliceOut]
    former: int | None
    moved: list[MovedOut]


class KeptOut(BaseModel):
    id: int
    at: datetime
    by_name: str
    version: str
    parameters: AskParts
    issues: int
    amount: Amount
    slices: list[SliceOut]


class KeptsOut(BaseModel):
    items: list[KeptOut]


class MadeOut(BaseModel):
    id: int


def _given(by: By = 'discipline', unit: Annotated[Unit, Query(alias='estimate')] = 'points', subtasks: bool = True,
           query: Annotated[str, Query(max_length=2000)] = '', text: Named = '', project: Named = '',
           discipline: Named = '', stakeholder: Named = '', kind: Annotated[Named, Query(alias='type')] = '',
           ) -> AnalysisAsk:
    return AnalysisAsk(by, unit, subtasks, query.strip(), text, project, discipline, stakeholder, kind)


@router.get(f'{PLACE}/analysis')
async def get_analysis(client: Signed, board_id: RowId, sprint: RowId, ask: Annotated[AnalysisAsk, Depends(_given)],
                       version: Annotated[str, Query(pattern=VERSION)] = '', former: int = 0) -> AnalysisOut:
    """Of what was in the sprint at its end, or is now; `former` is a kept one to compare with, 0 the last."""
    view = await client.look(analyses.view_analysis, board_id, sprint, ask, version, former)
    one = view.analysis
    return AnalysisOut(by=one.by, estimate=one.unit, issues=one.issues, amount=one.amount, mean=one.mean,
                       estimated=one.estimated, slices=_slices(one), former=view.former and view.former.id,
                       moved=[MovedOut(name=moved.name, was=moved.was, now=moved.now, came=list(moved.came),
                                       went=list(moved.went)) for moved in view.moved])


@router.get(f'{PLACE}/analyses')
async def list_analyses(client: Signed, board_id: RowId, sprint: RowId) -> KeptsOut:
    """Those that were kept, the newest first."""
    return KeptsOut(items=[_kept(one) for one in await client.look(analyses.list_analyses, board_id, sprint)])


@router.post(f'{PLACE}/analyses', status_code=201)
async def keep_analysis(client: Signed, board_id: RowId, sprint: RowId, body: AnalysisBody,
                        key: IdempotencyKey = None) -> MadeOut:
    """Work it out and keep it with its parameters."""
    return MadeOut(id=await client.once(key, (board_id, sprint, body), analyses.keep, board_id, sprint, body.asked(),
                                        body.version))


def _slices(one: Analysis) -> list[SliceOut]:
    return [SliceOut(name=part.name, issues=part.issues, amount=part.amount, done=part.done, estimated=part.estimated,
                     keys=list(part.keys), jql=part.jql) for part in one.slices]


def _kept(one: KeptAnalysis) -> KeptOut:
    ask = one.ask
    return KeptOut(id=one.id, at=one.at, by_name=one.by_name, version=one.version, parameters=AskParts(
        by=ask.by, estimate=ask.unit, subtasks=ask.has_subtasks, query=ask.query, text=ask.text, project=ask.project,
        discipline=ask.discipline, stakeholder=ask.stakeholder, type=ask.type), issues=one.analysis.issues,
        amount=one.analysis.amount, slices=_slices(one.analysis))

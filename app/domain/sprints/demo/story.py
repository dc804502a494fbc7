"""One made-up issue, told as Jira would: every change with what was before it."""

from collections.abc import Sequence

from app.domain.sprints.jira.reading import IssueFields, IssueLink, RawChange, RawIssue

POINTS, SPRINT, FLAGGED, RANK = 'customfield_10016', 'customfield_10020', 'customfield_10021', 'customfield_10019'
TODO, DOING, REVIEW, FINISHED, RETIRED = '10000', '3', '10011', '10002', '10990'
NAMES = {TODO: 'To do', DOING: 'In progress', REVIEW: 'In review', FINISHED: 'Done', RETIRED: 'Ready for release'}
PEOPLE = {'amara': 'Amara', 'ben': 'Ben', 'chidi': 'Chidi', 'dana': 'Dana', 'farid': 'Farid', 'jonas': 'Jonas',
          'ines': 'Ines Vogel', 'okan': 'Okan Demir', 'lea': 'Lea Roth', 'tom': 'Tom Reed'}
EPIC = 'Epic'
MANY = 1000  # changes of an issue, at most: histories are numbered by issue


class Story:
    """Grows while the days go by; changes have to be told in the order of time."""

    def __init__(self, number: int, key: str, title: str, type: str, created: int, reporter: str, priority: str,
                 components: Sequence[str] = (), labels: Sequence[str] = (), epic: str = '') -> None:
        self.number, self.key, self.title, self.type = number, key, title, type
        self.created, self.reporter, self.priority = created, reporter, priority
        self.components, self.labels, self.epic = list(components), list(labels), epic
        self.points, self.status, self.assignee, self.is_flagged = '', TODO, '', False
        self.sprints: list[int] = []
        self.names: dict[int, str] = {}  # of sprints, as they were called when it came into them
        self.links: list[IssueLink] = []
        self.changes: list[RawChange] = []

    @property
    def is_done(self) -> bool:
        return self.status in (FINISHED, RETIRED)

    def moves(self, at: int, status: str, by: str) -> None:
        if status != self.status:
            self._tell(at, by, 'status', self.status, status, NAMES[self.status], NAMES[status])
            self.status = status

    def is_estimated(self, at: int, points: str, by: str) -> None:
        if points != self.points:
            self._tell(at, by, POINTS, '', '', self.points, points)
            self.points = points

    def joins(self, at: int, sprint: int, name: str, by: str) -> None:
        if sprint not in self.sprints:
            self._set_sprints(at, [*self.sprints, sprint], {**self.names, sprint: name}, by)

    def leaves(self, at: int, sprint: int, by: str) -> None:
        if sprint in self.sprints:
            self._set_sprints(at, [one for one in self.sprints if one != sprint], self.names, by)

    def is_given_to(self, at: int, account: str, by: str) -> None:
        if account != self.assignee:
            self._tell(at, by, 'assignee', self.assignee, account, PEOPLE.get(self.assignee, ''), PEOPLE[account])
            self.assignee = account

    def flags(self, at: int, is_on: bool, by: str) -> None:
        mark = ('[10019]', 'Impediment')
        was, now = (('', ''), mark) if is_on else (mark, ('', ''))
        self._tell(at, by, FLAGGED, was[0], now[0], was[1], now[1])
        self.is_flagged = is_on

    def told(self, updated: int) -> RawIssue:
        known = {account for account in (self.assignee, self.reporter) if account}
        fields = IssueFields(priority=self.priority, assignee=self.assignee, reporter=self.reporter, owner='',
                             labels=self.labels, components=self.components, versions=[], epic=self.epic,
                             rank=f'0|i{self.number:06}:', flagged=self.is_flagged,
                             estimates={POINTS: self.points} if self.points else {}, sprints=list(self.sprints),
                             links=self.links, others={})
        return RawIssue(self.number, self.key, self.type, False, self.type == EPIC, None,
                        self.key.partition('-')[0], self.title, self.created, str(updated), self.status, fields,
                        {account: PEOPLE[account] for account in sorted(known)})

    def _set_sprints(self, at: int, sprints: Sequence[int], names: dict[int, str], by: str) -> None:
        told = [(', '.join(map(str, some)), ', '.join(names[one] for one in some))
                for some in (self.sprints, sprints)]
        self._tell(at, by, SPRINT, told[0][0], told[1][0], told[0][1], told[1][1])
        self.sprints, self.names = list(sprints), names

    def _tell(self, at: int, by: str, name: str, was: str, now: str, was_text: str, now_text: str) -> None:
        history = self.number * MANY + len(self.changes)
        self.changes.append(RawChange(history, 0, at, by, PEOPLE[by], name, was, now, was_text, now_text))

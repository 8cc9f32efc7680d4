"""`Policy`: a policy's contents with what its user supplied, ready to decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType
from typing import Final, Literal, get_args

import attrs

from postloan.calendars.dated import Calendar, DatedCalendar
from postloan.citation import Document
from postloan.errors import InvalidValue, UnknownName, UnknownParameter
from postloan.facts.catalogue import Catalogue
from postloan.model.checks import checked_choice, checked_instance
from postloan.money import Money
from postloan.policy.clauses.contents import Contents
from postloan.policy.clauses.kinds import Force
from postloan.policy.clauses.parameters import Dated, ParameterValue, read_value
from postloan.policy.clauses.pickling import PicklesMappings
from postloan.policy.clauses.staff import MayAct, who_may
from postloan.policy.compiled.outline import Outline
from postloan.policy.compiled.standing import Standing
from postloan.policy.decisions.deciding import decide_given, decide_rows, entry_for
from postloan.policy.decisions.decision import Decision
from postloan.policy.decisions.forms import print_form
from postloan.policy.library import Library
from postloan.policy.reading import FilePath, read_file, read_text
from postloan.tiers import Scale

__all__ = ["OutsideForce", "Policy", "checked_library", "checked_outside_force"]

OutsideForce = Literal["refuse", "as_if"]
"""What to do on a date on which a policy is not in force: refuse, or apply it all the same."""

_WAYS: Final[tuple[OutsideForce, ...]] = get_args(OutsideForce)
_MAX_DAYS: Final = 1000
"""Days for which it is kept how a policy stands."""
_NOTHING: Mapping[str, ParameterValue] = MappingProxyType({})


def _entries(supplied: Mapping[str, ParameterValue]) -> frozenset[tuple[str, ParameterValue]]:
    return frozenset(supplied.items())


def checked_library(owner: str, value: Library | None) -> Library:
    """Return `value`, the installed library for None; raises `InvalidValue` for anything else."""
    if value is None:
        return Library.installed()
    return checked_instance(owner, "library", value, Library)


def checked_outside_force(owner: str, value: object) -> OutsideForce:
    """Return `value` if it is one of the two ways; raises `InvalidValue`."""
    return checked_choice(owner, "outside_force", value, _WAYS)


@attrs.frozen(repr=False, getstate_setstate=False)
class Policy(PicklesMappings):
    """A policy, ready to decide on facts and to review loan files.

    Two are equal where their documents are and the same was supplied.

    >>> from postloan import load_policy
    >>> policy = load_policy("cn.asset-classification")
    >>> str(policy.decide({"days_past_due": 271, "credit_impaired": False}).tier)
    'doubtful'
    """

    contents: Contents = attrs.field(eq=attrgetter("digest"))
    """What its document says, its parents' rules included."""
    supplied: Mapping[str, ParameterValue] = attrs.field(default=_NOTHING, eq=_entries)
    """Parameters given by its user; they go before those of the document."""
    supplied_calendar: DatedCalendar | None = None
    """The calendar given by its user; None is none, and then the shipped one it names counts."""

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        parameters: Mapping[str, object] | None = None,
        as_of: date | None = None,
        catalogue: Catalogue | None = None,
        library: Library | None = None,
        source: str = "policy",
    ) -> Policy:
        """Return the policy that a TOML text states; what it extends ships or is a plugin's.

        Args:
            text: the document.
            parameters: values for its parameters; see `with_parameters`.
            as_of: picks the edition of what it extends: the one in force that day. None takes
                the newest.
            catalogue: the facts that its conditions may read; None is those of the library.
            library: where what it extends is looked for; None is the installed one.
            source: a name for it, which messages begin with.

        Raises:
            InvalidPolicy: with every fault of the text, each with path, line and column.
            UnknownParameter, InvalidValue: of `parameters`.

        >>> policy = Policy.from_text('''
        ... format = "postloan.policy/1"
        ... [policy]
        ... id = "bank.late"
        ... edition = "2026"
        ... title = "Late is special mention"
        ... [[floor]]
        ... id = "late"
        ... when = "days_past_due > 0"
        ... at_least = "special_mention"
        ... ''')
        >>> print(policy.decide({"days_past_due": 1}).tier)
        special_mention
        """
        checked_instance("Policy.from_text", "text", text, str)
        shelves = checked_library("Policy.from_text", library)
        contents = read_text(text, source, library=shelves, catalogue=catalogue, as_of=as_of)
        return cls(contents).with_parameters(parameters)

    @classmethod
    def from_path(
        cls,
        path: FilePath,
        *,
        parameters: Mapping[str, object] | None = None,
        as_of: date | None = None,
        catalogue: Catalogue | None = None,
        library: Library | None = None,
    ) -> Policy:
        """Return the policy in a file; what it extends is in the library, or a file beside it.

        Args:
            path: of the file, in UTF-8.
            parameters: values for its parameters; see `with_parameters`.
            as_of: picks the edition of what it extends: the one in force that day. None takes
                the newest.
            catalogue: the facts that its conditions may read; None is those of the library.
            library: where what it extends is looked for; None is the installed one.

        Raises:
            InvalidPolicy: with every fault of the file, each with path, line and column.
            UnknownParameter, InvalidValue: of `parameters`.
        """
        shelves = checked_library("Policy.from_path", library)
        contents = read_file(path, library=shelves, catalogue=catalogue, as_of=as_of)
        return cls(contents).with_parameters(parameters)

    def with_parameters(self, parameters: Mapping[str, object] | None) -> Policy:
        """Return the policy with parameters supplied, over any that it already has.

        A period may be given as text such as "1 month", a tier as the id of its level.

        Raises:
            UnknownParameter: the policy has no parameter of this name.
            InvalidValue: the value is not of the parameter's unit, or out of its range.
        """
        supplied = dict(self.supplied)
        contents = self.contents
        for name, value in (parameters or {}).items():
            if name not in contents.parameters:
                raise UnknownParameter(contents.id, name, contents.parameters)
            unit = contents.parameters[name].unit
            currency = contents.conventions.currency
            read = read_value(name, unit, value, self.scale, currency)
            supplied[name] = contents.parameters[name].checked(read)
        return attrs.evolve(self, supplied=MappingProxyType(supplied))

    def with_calendar(self, calendar: Calendar) -> Policy:
        """Return the policy with working days counted by a calendar of its user.

        A `DatedCalendar` is taken as it is; of another, each day that it covers is asked about
        once, here and never again.

        Args:
            calendar: has the id that the policy names in `[conventions]`, if it names one; it
                goes before a shipped one of that id.

        Raises:
            InvalidValue: the policy names another calendar, or this is none.

        >>> from postloan import CALENDARS, load_policy
        >>> load_policy("bank.branch-measures").with_calendar(CALENDARS["cn"]).calendar
        <DatedCalendar cn 2004-01-01 to 2026-12-31>
        """
        named, dated = self.contents.conventions.calendar, DatedCalendar.of(calendar)
        if named not in (None, dated.id):
            allowed = f"the calendar {named}, which {self.id} names"
            raise InvalidValue("with_calendar", "calendar", calendar, allowed)
        return attrs.evolve(self, supplied_calendar=dated)

    @property
    def calendar(self) -> DatedCalendar | None:
        """The calendar by which working days are counted.

        None: the policy names none, or one that neither ships nor was supplied.
        """
        from postloan.calendars.shipped import CALENDARS

        named = self.contents.conventions.calendar
        return self.supplied_calendar or (CALENDARS.get(named) if named else None)

    @property
    def id(self) -> str:
        """Its id, such as `cn.asset-classification`."""
        return self.contents.id

    @property
    def edition(self) -> str:
        """Its edition, such as `2023`."""
        return self.contents.edition

    @property
    def document(self) -> Document:
        """The document it states."""
        return self.contents.document

    @property
    def scale(self) -> Scale:
        """The scale of its main dimension."""
        return self.contents.main.scale

    @property
    def in_force(self) -> Force:
        """The days on which it is in force."""
        return self.contents.in_force

    @property
    def digest(self) -> str:
        """SHA-256 over its canonical document and its parents' digests."""
        return self.contents.digest

    def parameters_on(self, day: date | None) -> dict[str, ParameterValue | None]:
        """Return every parameter's value on `day`; None where it has none."""
        found: dict[str, ParameterValue | None] = {}
        for id, parameter in self.contents.parameters.items():
            dated: Dated | None = parameter.on(day)
            found[id] = self.supplied.get(id, dated.value if dated else None)
        return found

    def form(self, template: str) -> str:
        """Return one of its templates as Markdown, blank; `Decision.form` fills it in.

        Args:
            template: its id.

        Raises:
            UnknownName: the policy has no such template.
        """
        return print_form(self.contents, template, {})

    def who_may(
        self,
        act: str,
        amount: Money,
        facts: Mapping[str, object] | None = None,
        as_of: date | None = None,
    ) -> MayAct:
        """Return which roles may do something, by amount.

        Args:
            act: what is to be done, as the policy's authorities name it.
            amount: what is acted on; a limit includes itself.
            facts: of the loan, for authorities that depend on them; see `decide`.
            as_of: picks the values of dated parameters.

        Raises:
            UnknownName: the policy states no authority for the act.
            CurrencyMismatch: the amount is in another currency than a limit.
            UnknownFact, InvalidFact, InvalidValue: of `facts` and `as_of`; see `decide`.

        >>> policy = Policy.from_text('''
        ... format = "postloan.policy/1"
        ... [policy]
        ... id = "bank.example"
        ... edition = "2026"
        ... title = "Example"
        ... [conventions]
        ... currency = "CNY"
        ... [parameters]
        ... branch_limit = { unit = "money", value = 500000 }
        ... [[role]]
        ... id = "branch_manager"
        ... [[role]]
        ... id = "head_office"
        ... [[authority]]
        ... id = "branch"
        ... role = "branch_manager"
        ... act = "payment_review"
        ... up_to = "branch_limit"
        ... [[authority]]
        ... id = "head"
        ... role = "head_office"
        ... act = "payment_review"
        ... ''')
        >>> policy.who_may("payment_review", Money(600000, "CNY")).roles
        ('head_office',)
        """
        checked_instance("who_may", "amount", amount, Money)
        found = [authority for authority in self.contents.authorities if authority.act == act]
        if not found:
            raise UnknownName("act", act, {a.act for a in self.contents.authorities})
        standing = self.standing_on(as_of)
        values = {**standing.facts(dict(facts or {})).plain, **standing.plain_parameters}
        limits = {id: v for id, v in standing.parameters.items() if isinstance(v, Money)}
        return who_may(found, amount, values, limits)

    def decide(
        self,
        facts: object,
        as_of: date | None = None,
        *,
        outside_force: OutsideForce = "refuse",
    ) -> Decision:
        """Return the decision on bare facts.

        Args:
            facts: a mapping by name. A present None is unknown; an absent fact takes the
                catalogue's silence. A tier may be given as the id of its level, an amount is
                `Money`, a number of which only bounds are known `Between`, `signal:ID` says
                that a signal is on record. Or an object with the facts
                that the policy reads as attributes, `watch.previous_tier` being the attribute
                of an attribute; what else it has is not looked at, and one that has none of
                them is refused.
            as_of: the day; needed only where a parameter or a rule of the policy is dated.
            outside_force: what to do where the policy is not in force on `as_of`.

        Raises:
            UnknownFact: a name that is no fact, with the nearest that are.
            InvalidFact: a wrong type, not a number, out of range.
            CurrencyMismatch: amounts in two currencies.
            InvalidValue: `as_of` is needed and missing, or is no date.
            PolicyNotYetInForce, PolicyNoLongerInForce: unless `outside_force` is "as_if".

        >>> from postloan import load_policy
        >>> decision = load_policy("cn.asset-classification").decide({"credit_impaired": False})
        >>> decision.tier is None, str(decision.could_be)
        (True, 'loss')
        """
        return decide_given(self.standing_on(as_of, outside_force), facts)

    def decide_many(
        self,
        rows: Iterable[object],
        as_of: date | None = None,
        *,
        columns: Sequence[str | None] | None = None,
        outside_force: OutsideForce = "refuse",
    ) -> Iterator[Decision]:
        """Return an iterator over the decisions on many loans, in their order.

        Each is made when it is asked for and none is kept, so that a stream of any length needs
        no more memory than one row.

        Args:
            rows: facts as `decide` takes them; with `columns`, sequences of values.
            as_of: the day; see `decide`.
            columns: names of facts in the order in which they stand in every row, such as the
                header of a table; `signal:ID` says whether a signal is on record, None is a
                column to pass over. A fact without a column was recorded by nobody.
            outside_force: see `decide`.

        Raises:
            InvalidRow: a row that `decide` would refuse, with its number, from 1. The decisions
                on the rows before it have been given out then.
            UnknownFact, InvalidFact: a column is no fact, or is an outcome.
            InvalidValue: `as_of` is needed and missing, or is no date; a column stands twice.
            PolicyNotYetInForce, PolicyNoLongerInForce: unless `outside_force` is "as_if".

        >>> from postloan import load_policy
        >>> policy = load_policy("cn.asset-classification")
        >>> rows = [(0, False), (95, False), (None, False)]
        >>> columns = ("days_past_due", "credit_impaired")
        >>> [str(found.tier) for found in policy.decide_many(rows, columns=columns)]
        ['normal', 'substandard', 'None']
        """
        standing = self.standing_on(as_of, outside_force)
        entry = None if columns is None else entry_for(self.contents, columns)
        return decide_rows(standing, rows, entry)

    def outline(self, as_of: date | None = None) -> Outline:
        """Return the rules over their leaves, by which a trace is read and replayed.

        Args:
            as_of: decides which rules are in force; needed only where the policy is dated.

        Raises:
            InvalidValue: `as_of` is needed and missing, or is no date.

        >>> from postloan import load_policy
        >>> policy = load_policy("cn.asset-classification")
        >>> masks = policy.decide({"days_past_due": 95}).trace.masks
        >>> policy.outline().replay(*masks).because("over-90-days")
        (('days_past_due > 90', True),)
        """
        return self.standing_on(as_of).program.outline

    def standing_on(self, day: date | None, outside_force: OutsideForce = "as_if") -> Standing:
        """Return how the policy stands on a day: what all decisions of that day share.

        Args:
            day: None where the policy has no dated parameters or rules.
            outside_force: what to do where the policy is not in force on that day.

        Raises:
            InvalidValue: `day` is needed and missing, or is no date.
            PolicyNotYetInForce, PolicyNoLongerInForce: unless `outside_force` is "as_if".
        """
        try:
            return self._standings[day, outside_force]
        except (KeyError, TypeError):  # a day that cannot be looked up is none
            self._check_day(day, outside_force)
        if len(self._standings) >= _MAX_DAYS:
            self._standings.clear()
        standing = Standing(self.contents, day, MappingProxyType(self.parameters_on(day)))
        self._standings[day, outside_force] = standing
        return standing

    @cached_property
    def _standings(self) -> dict[tuple[date | None, OutsideForce], Standing]:
        return {}

    def _check_day(self, day: date | None, outside_force: OutsideForce) -> None:
        checked_outside_force("decide", outside_force)
        self.contents.check_day("decide", day)
        if day is not None and outside_force == "refuse":
            self.contents.check_force(day)

    def __repr__(self) -> str:
        return f"<Policy {self.id} {self.edition}>"

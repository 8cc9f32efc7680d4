"""`Policy`: a policy's contents with what its user supplied, ready to decide."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from operator import attrgetter
from types import MappingProxyType
from typing import Final, Literal, get_args

import attrs

from postloan.calendars.dated import Calendar, DatedCalendar
from postloan.citation import Document
from postloan.dates import checked_date
from postloan.errors import InvalidValue, UnknownParameter
from postloan.facts.catalogue import CORE, Catalogue
from postloan.model.checks import checked_choice, checked_instance
from postloan.policy.contents import Contents
from postloan.policy.decision import Decision, decide
from postloan.policy.given import given_facts
from postloan.policy.kinds import Force
from postloan.policy.library import FilePath, read_file, read_text
from postloan.policy.parameters import Dated, ParameterValue, read_value
from postloan.policy.pickling import PicklesMappings
from postloan.tiers import Scale

__all__ = ["OutsideForce", "Policy", "checked_outside_force"]

OutsideForce = Literal["refuse", "as_if"]
"""What to do on a date on which a policy is not in force: refuse, or apply it all the same."""

_WAYS: Final[tuple[OutsideForce, ...]] = get_args(OutsideForce)
_NOTHING: Mapping[str, ParameterValue] = MappingProxyType({})


def _entries(supplied: Mapping[str, ParameterValue]) -> frozenset[tuple[str, ParameterValue]]:
    return frozenset(supplied.items())


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
        catalogue: Catalogue = CORE,
        source: str = "policy",
    ) -> Policy:
        """Return the policy that a TOML text states; what it extends must ship.

        Args:
            text: the document.
            parameters: values for its parameters; see `with_parameters`.
            as_of: picks the edition of what it extends: the one in force that day. None takes
                the newest.
            catalogue: the facts that its conditions may read.
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
        return cls(read_text(text, source, catalogue, as_of)).with_parameters(parameters)

    @classmethod
    def from_path(
        cls,
        path: FilePath,
        *,
        parameters: Mapping[str, object] | None = None,
        as_of: date | None = None,
        catalogue: Catalogue = CORE,
    ) -> Policy:
        """Return the policy in a file; what it extends ships or stands in a file beside it.

        Args:
            path: of the file, in UTF-8.
            parameters: values for its parameters; see `with_parameters`.
            as_of: picks the edition of what it extends: the one in force that day. None takes
                the newest.
            catalogue: the facts that its conditions may read.

        Raises:
            InvalidPolicy: with every fault of the file, each with path, line and column.
            UnknownParameter, InvalidValue: of `parameters`.
        """
        return cls(read_file(path, catalogue, as_of)).with_parameters(parameters)

    def with_parameters(self, parameters: Mapping[str, object] | None) -> Policy:
        """Return the policy with parameters supplied, over any that it already has.

        A period may be given as text such as "1 month", a tier as the id of its level.

        Raises:
            UnknownParameter: the policy has no parameter of this name.
            InvalidValue: the value is not of the parameter's unit.
        """
        supplied = dict(self.supplied)
        contents = self.contents
        for name, value in (parameters or {}).items():
            if name not in contents.parameters:
                raise UnknownParameter(contents.id, name, contents.parameters)
            unit = contents.parameters[name].unit
            currency = contents.conventions.currency
            supplied[name] = read_value(name, unit, value, self.scale, currency)
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

    def decide(
        self,
        facts: Mapping[str, object],
        as_of: date | None = None,
        *,
        outside_force: OutsideForce = "refuse",
    ) -> Decision:
        """Return the decision on bare facts.

        Args:
            facts: by name. A present None is unknown; an absent fact takes the catalogue's
                silence. A tier may be given as the id of its level, an amount is `Money`,
                `signal:ID` says that a signal is on record.
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
        if as_of is not None:
            self._check_day(as_of, outside_force)
        elif self.contents.dated:
            raise InvalidValue(
                "decide", "as_of", None, f"a date: {self.id} has dated parameters or rules"
            )
        given = given_facts(self.contents, facts)
        return decide(self.contents, given, self.parameters_on(as_of), as_of)

    def _check_day(self, day: date, outside_force: OutsideForce) -> None:
        checked_date("decide", "as_of", day)
        checked_outside_force("decide", outside_force)
        if outside_force == "refuse":
            self.contents.check_force(day)

    def __repr__(self) -> str:
        return f"<Policy {self.id} {self.edition}>"

"""A library made by hand: plugins stand beside what ships, and a clash costs only its own name."""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
import pytest

from postloan.errors import InvalidPolicy, InvalidValue, UnknownPolicy
from postloan.facts.catalogue import CORE
from postloan.facts.fact import Fact
from postloan.model.file import LoanFile
from postloan.policy.library import Library
from postloan.policy.loading import load_editions, load_policy, policy_ids
from postloan.policy.plugins import Plugin
from postloan.policy.policy import Policy
from postloan.reviews.pipeline import review
from postloan.reviews.result import Review
from tests.unit.policy.distributions import policy_text
from tests.worked.loans import loan_file, paid

CN = "cn.asset-classification"
DAY = date(2024, 6, 30)


def payments_made(file: LoanFile, as_of: date) -> int | None:
    payments = file.payments or ()
    assert all(payment.on <= as_of for payment in payments)
    return len(payments) or None


PAYMENTS = Fact[int](
    name="payments_made",
    kind="count",
    meaning="Payments on record.",
    source="derived",
    derive=payments_made,
)
SCORE = Fact[int](name="bureau_score", kind="count", meaning="Score of the bureau.", maximum=999)


def written(folder: Path, *policies: str) -> list[Path]:
    """Write policies to files named as their heads say, and return the files."""
    paths = []
    for text in policies:
        id, edition = re.findall(r'^(?:id|edition) = "(.*)"', text, re.MULTILINE)[:2]
        paths.append(folder / f"{id}@{edition}.toml")
        paths[-1].write_text(text)
    return paths


def with_files(*files: Path) -> Library:
    return Library.shipped().extended(Plugin(name="acme", version="2.0", policies=files))


# ------------------------------------------------------------------------------ policies


def test_a_policy_of_a_plugin_is_loaded_as_one_that_ships_is(tmp_path: Path) -> None:
    texts = (policy_text("acme.x", edition=year) for year in ("2024", "2025"))
    library = with_files(*written(tmp_path, *texts))
    assert policy_ids(library=library) == ("acme.x", *policy_ids(library=Library.shipped()))
    assert load_policy("acme.x", library=library).edition == "2025"
    assert load_policy("acme.x@2024", library=library).edition == "2024"
    assert [p.edition for p in load_editions("acme.x", library=library).policies] == [
        "2024",
        "2025",
    ]


def test_it_extends_what_ships_and_is_extended_by_texts_and_files(tmp_path: Path) -> None:
    (path,) = written(tmp_path, policy_text("acme.x", head=f'extends = ["{CN}"]'))
    library = with_files(path)
    child = policy_text("mine", head='extends = ["acme.x"]')
    own = tmp_path / "own" / "mine.toml"
    own.parent.mkdir()
    own.write_text(child)
    for policy in (
        Policy.from_text(child, library=library),
        Policy.from_path(own, library=library),
    ):
        assert str(policy.decide({"days_past_due": 271}).at_least) == "doubtful"
        assert policy.contents.plugins == ("acme 2.0",)
    with pytest.raises(InvalidPolicy, match=r"there is no policy 'acme\.x' that ships"):
        Policy.from_text(child)


def test_a_bad_file_is_refused_alone(tmp_path: Path) -> None:
    good, bad = written(tmp_path, policy_text("acme.good"), policy_text("acme.bad", when="nosuch"))
    named_else = tmp_path / "acme.else@1.toml"
    named_else.write_text(policy_text("acme.other"))
    gone, wide = tmp_path / "acme.gone@1.toml", tmp_path / "acme.wide@1.toml"
    wide.write_text("é", encoding="latin-1")
    library = with_files(good, bad, named_else, gone, wide)
    assert load_policy("acme.good", library=library).id == "acme.good"
    for id, message in {
        "acme.bad": r"acme\.bad@1\.toml:.*there is no fact",
        "acme.else": r"its name says acme\.else@1, and the document acme\.other@1",
        "acme.gone": "No such file",
        "acme.wide": "this is not UTF-8",
    }.items():
        with pytest.raises(InvalidPolicy, match=message):
            load_policy(id, library=library)


def test_a_circle_and_a_chain_without_end_are_refused(tmp_path: Path) -> None:
    circle = [policy_text(f"c{n}", head=f'extends = ["c{1 - n}@1"]') for n in (0, 1)]
    chain = [policy_text(f"n{n}", head=f'extends = ["n{n + 1}"]') for n in range(20)]
    library = with_files(*written(tmp_path, *circle, *chain))
    with pytest.raises(InvalidPolicy, match=r"outside a circle \(c0@1 -> c1@1 -> c0@1\)"):
        load_policy("c0", library=library)
    with pytest.raises(InvalidPolicy, match="at most 16 policies away"):
        load_policy("n0", library=library)


def test_what_is_kept_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("postloan.policy.library._KEPT", 2)
    library = with_files(*written(tmp_path, policy_text("acme.x")))
    first = library.contents("acme.x", "1", DAY)
    assert library.contents("acme.x", "1", DAY) is first
    for year in (2000, 2001):
        library.contents("acme.x", "1", date(year, 1, 1))
    assert library.contents("acme.x", "1", DAY) is not first


# --------------------------------------------------------------------------------- facts


def test_a_fact_enters_the_vocabulary_and_the_receipt_names_who_gives_it() -> None:
    library = Library.shipped().extended(Plugin(name="acme", version="2.0", facts=[SCORE]))
    policy = Policy.from_text(policy_text("mine", when="bureau_score < 400"), library=library)
    assert str(policy.decide({"bureau_score": 399}).tier) == "special_mention"
    assert policy.contents.plugins == ("acme 2.0",)
    assert pickle.loads(pickle.dumps(policy)).contents.plugins == ("acme 2.0",)  # noqa: S301
    other = Policy.from_text(policy_text("mine"), library=library)
    assert other.contents.plugins == ()


def reviewed(fact: Fact[int], *, as_of: date = DAY) -> Review:
    library = Library.shipped().extended(Plugin(name="acme", version="2.0", facts=[fact]))
    policy = Policy.from_text(policy_text("mine", when=f"{fact.name} >= 2"), library=library)
    file = loan_file(payments=(paid(date(2024, 3, 31), "1"), paid(DAY, "1")))
    return review(file, policy, as_of=as_of)


@pytest.mark.parametrize(
    "as_of, value, tier",
    [
        (date(2024, 3, 30), None, None),
        (date(2024, 6, 29), 1, "normal"),
        (DAY, 2, "special_mention"),
    ],
)
def test_a_fact_is_worked_out_from_the_records_up_to_the_day(
    as_of: date, value: int | None, tier: str | None
) -> None:
    found = reviewed(PAYMENTS, as_of=as_of)
    assert found.facts.get("payments_made") == value
    assert (found.tier and str(found.tier)) == (tier or "normal")
    assert found.receipt.plugins == ("acme 2.0",)
    assert "plugins: acme 2.0" in str(found.receipt)


def fails(_file: LoanFile, _as_of: date) -> int | None:
    raise RuntimeError("no connection")


def answers_in_words(_file: LoanFile, _as_of: date) -> int | None:
    return "three"  # type: ignore[return-value]


@pytest.mark.parametrize(
    "derive, said",
    [
        (fails, "acme 2.0: cannot be worked out: RuntimeError: no connection"),
        (answers_in_words, "acme 2.0: cannot be worked out: InvalidFact: fact payments_made must"),
    ],
)
def test_a_function_that_fails_leaves_its_fact_unknown_and_says_so(
    derive: Callable[[LoanFile, date], int | None], said: str
) -> None:
    found = reviewed(attrs.evolve(PAYMENTS, derive=derive))
    assert found.facts.get("payments_made") is None
    assert any(said in gap.reason for gap in found.gaps)


def test_a_fact_that_nobody_reads_is_not_worked_out() -> None:
    fact = attrs.evolve(PAYMENTS, derive=fails)
    library = Library.shipped().extended(Plugin(name="acme", facts=[fact]))
    found = review(loan_file(), load_policy(CN, library=library), as_of=DAY)
    assert "payments_made" not in found.facts.reasons


@pytest.mark.parametrize("changes", [{"source": "evidence"}, {"dimensional": True}])
def test_a_fact_that_is_worked_out_is_derived_and_of_no_dimension(changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match=r"Fact\.derive must be left out, or source"):
        attrs.evolve(PAYMENTS, **changes)


# ------------------------------------------------------------------------------- clashes


def test_what_ships_keeps_its_names(tmp_path: Path) -> None:
    (path,) = written(tmp_path, policy_text(CN, edition="2099"))
    days = attrs.evolve(SCORE, name="days_past_due")
    acme = Plugin(name="acme", policies=[path], facts=[days, SCORE])
    library = Library.shipped().extended(acme)
    assert "2099" not in library.editions(CN)
    assert library.catalogue["days_past_due"] is CORE["days_past_due"]
    assert library.catalogue["bureau_score"] is SCORE
    assert library.problems(acme) == (
        f"the policy {CN} has a name that what ships uses, and does not count",
        "the fact days_past_due has a name that what ships uses, and does not count",
    )
    assert library.problems(library.plugins[0]) == ()


def test_no_fact_takes_the_name_of_a_level_or_parameter_that_ships() -> None:
    shipped = Library.shipped()
    editions = [shipped.contents(id, e) for id in shipped.ids for e in shipped.editions(id)]
    names = {"substandard", *(name for contents in editions for name in contents.parameters)}
    acme = Plugin(name="acme", facts=[attrs.evolve(SCORE, name=name) for name in names])
    library = shipped.extended(acme)
    assert library.facts_of(acme) == ()
    assert len(library.problems(acme)) == len(names) > 1


def test_where_two_plugins_give_one_name_neither_counts_and_the_rest_stands(
    tmp_path: Path,
) -> None:
    files = written(tmp_path, *(policy_text(id) for id in ("both", "first", "second")))
    first = Plugin(name="a", policies=files[:2], facts=[SCORE])
    second = Plugin(name="b", policies=[files[0], files[2]], facts=[SCORE, PAYMENTS])
    library = Library.shipped().extended(first, second)
    assert {"first", "second"} < set(library.ids)
    assert set(library.catalogue) - set(CORE) == {"payments_made"}
    assert library.problems(first) == (
        "the policy both is given by b too, and neither counts",
        "the fact bureau_score is given by b too, and neither counts",
    )
    with pytest.raises(UnknownPolicy, match="; a and b give it, so that neither counts"):
        load_policy("both", library=library)
    with pytest.raises(UnknownPolicy, match="; there are problems with a, b, which `postloan"):
        load_policy("third", library=library)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"policies": [Path("acme.toml")]}, "policies must be named ID@EDITION.toml"),
        ({"policies": [Path("a@1.toml"), Path("b/a@1.toml")]}, "policies must be named once"),
        ({"facts": [SCORE, SCORE]}, "facts must be named once"),
        ({"facts": ["bureau_score"]}, "facts must be a Fact"),
        ({"facts": [CORE["tier"]]}, 'of source "evidence", or "derived" with a function'),
        ({"facts": [CORE["days_past_due"]]}, 'of source "evidence", or "derived" with a func'),
        ({"facts": [CORE["extended"]]}, 'of source "evidence", or "derived" with a function'),
    ],
)
def test_a_plugin_is_checked_when_it_is_made(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        Plugin(name="acme", **changes)


def test_two_plugins_of_one_name_are_refused() -> None:
    with pytest.raises(InvalidValue, match=r"Library\.plugins must be named once; got 'a'"):
        Library.shipped().extended(Plugin(name="a"), Plugin(name="a"))


def test_what_is_no_library_is_refused() -> None:
    wrong: Any = "acme"
    with pytest.raises(InvalidValue, match=r"load_policy\.library must be a Library; got 'acme'"):
        load_policy(CN, library=wrong)

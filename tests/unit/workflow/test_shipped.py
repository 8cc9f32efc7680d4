"""Every procedure that ships is proved whole, cites, and stands in JSON."""

from __future__ import annotations

from datetime import date

import jsonschema
import pytest

from postloan.policy.library import Library
from postloan.policy.loading import load_policy, policy_ids
from postloan.workflow.documents import CASE, COMMAND, EFFECT, EVENT, Documents
from postloan.workflow.exploring import actors_of, explore
from postloan.workflow.procedures.sources import LENDERS
from postloan.workflow.shipped import WORKFLOWS
from postloan.workflow.values import Command
from postloan.workflow.workflow import Workflow

each_workflow = pytest.mark.parametrize("workflow", WORKFLOWS.values(), ids=str)


@each_workflow
def test_every_reachable_case_keeps_what_is_promised(workflow: Workflow[object]) -> None:
    found = explore(workflow)
    assert found.sound, str(found)
    assert len(found.proved) == len(workflow.invariants) + 3


@each_workflow
def test_each_example_is_read_back_equal(workflow: Workflow[object]) -> None:
    documents = Documents(workflow)
    actor = actors_of(workflow)[0]
    for act in workflow.examples:
        command = Command(case="C", act=act, by=actor, on=date(2026, 3, 2), expected_version=1)
        assert documents.read_command(documents.write_command(command)) == command


@each_workflow
def test_every_act_has_an_example(workflow: Workflow[object]) -> None:
    assert {type(act) for act in workflow.examples} == set(workflow.acts)


@each_workflow
def test_the_schemas_are_schemas(workflow: Workflow[object]) -> None:
    for kind in (CASE, COMMAND, EVENT, EFFECT):
        jsonschema.Draft202012Validator.check_schema(Documents(workflow).schema(kind))


def test_lenders_own_rules_are_named_as_the_policies_that_ship_name_them() -> None:
    library = Library.shipped()
    named = [load_policy(id, library=library).document for id in policy_ids(library=library)]
    assert set(LENDERS) <= set(named)

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.addresses import (
    Reference,
    claims_reference,
    read_reference,
    reference_address,
)


def test_a_reference_leads_to_its_entity_or_its_first_fact():
    source_of = {"a-1": "000_a"}.__getitem__
    facts = Reference(facts=("a-1", "a-2"))
    assert reference_address(facts, source_of, "en") == "text/000_a__en.html#a-1"
    body = Reference(table="body", key="press")
    assert reference_address(body, source_of, "en") == "bodies__en.html#press"
    with pytest.raises(ValueError, match="no fact 'a-9' in the data"):
        reference_address(Reference(facts=("a-9",)), source_of, "en")


@given(st.lists(st.from_regex(r"[a-z0-9-]+", fullmatch=True), min_size=1), st.text())
def test_a_reference_to_claims_is_read_as_it_was_made(facts, label):
    text = claims_reference(facts, label)
    assert read_reference(text) == Reference(facts=tuple(facts), label=label)
    assert re.fullmatch(r"[\w:+?%.~-]+", text, re.ASCII)


def test_what_stands_for_no_claim_has_no_reference():
    assert claims_reference([], "nothing") == ""


@pytest.mark.parametrize("text", ["", "#a", "https://x", "javascript:alert(1)", "x?y"])
def test_what_is_no_reference_is_not_read(text):
    assert read_reference(text) is None

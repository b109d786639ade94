import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import show
from analysis.addresses import (
    Reference,
    claim_address,
    claims_reference,
    read_reference,
    thing_address,
    thing_reference,
)


def test_each_claim_and_thing_has_one_address_in_each_language():
    assert claim_address("000-obs-01", "en") == "claim/000-obs-01__en.html"
    assert thing_address("body", "press", "vi") == "body/press__vi.html"
    assert show.claim_address is claim_address


@given(st.lists(st.from_regex(r"[a-z0-9-]+", fullmatch=True), min_size=1), st.text())
def test_a_reference_to_claims_is_read_as_it_was_made(facts, said):
    text = claims_reference(facts, said)
    assert read_reference(text) == Reference(facts=tuple(facts), said=said)
    assert re.fullmatch(r"[\w:+?%.~-]+", text, re.ASCII)


@given(st.from_regex(r"[a-z]+", fullmatch=True), st.text())
def test_a_reference_to_a_thing_is_read_as_it_was_made(key, said):
    found = read_reference(thing_reference("instrument", key, said))
    assert found == Reference(table="instrument", key=key, said=said)


def test_what_stands_for_no_claim_has_no_reference():
    assert claims_reference([], "nothing") == ""


@pytest.mark.parametrize("text", ["", "#a", "https://x", "javascript:alert(1)", "x?y"])
def test_what_is_no_reference_is_not_read(text):
    assert read_reference(text) is None

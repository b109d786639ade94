import networkx as nx
import pytest
from network_toys import whole
from study_toys import Labels, frame, same

from analysis import charts, findings, networks, tables
from analysis.networks.cascade import MOST

TYPES = tables.load_tables().whole("relation_types")
RELATIONS = (
    "fact_id source target type status basis source_id",
    ("r1", "res", "above", "implements", "done", "stated", "s"),
    ("r2", "prog", "res", "concretises", "done", "stated", "s"),
    ("r3", "set", "prog", "implements", "ordered", "inferred", None),
    ("r4", "set", "part", "contains", "done", "stated", "s"),
    ("r5", "prog", "place", "applies_to", "done", "stated", "s"),
    ("r6", "city", "province", "advises", "done", "stated", "s"),
    ("r7", "prog", "office", "led_by", "done", "stated", "s"),
    ("r8", "old", "city", "issued_by", "done", "stated", "s"),
    ("r9", "prog", "res", "cites", "done", "stated", "s"),
    ("r10", "above", "province", "issued_by", "done", "stated", "s"),
    ("r11", "ward", "set", "implements", "deficient", "stated", "s"),
    ("r12", "city", "old", "implements", "done", "stated", "s"),
)


INSTRUMENTS = frame(
    "instrument_id type level term_id identity set_count date committee_id label",
    ("above", "resolution", "province", "T", "named", None, "2020-10", "province", "A"),
    ("res", "resolution", "district", "T", "named", None, "2021-03", "city", "R"),
    ("prog", "programme", "district", "T", "named", None, "2021", "city", "P"),
    ("set", "project", "district", "T", "counted_only", 7, None, "city", "7 projects"),
    ("part", "project", "district", "T", "named", None, None, "city", "One project"),
    ("old", "programme", "district", "T0", "named", None, "2011-01-01", "city", "Old"),
    ("lonely", "plan", "district", "T", "named", None, None, "city", "Lonely plan"),
).astype({"set_count": "Int64"})


NODES = {
    "instrument": INSTRUMENTS,
    "committee": frame(
        "committee_id level locality_id label",
        ("city", "district", "place", "City committee"),
        ("province", "province", "region", "Provincial committee"),
        ("quiet", "district", "place", "Quiet committee"),
    ),
    "body": frame(
        "body_id type level committee_id label",
        ("office", "party_organ", "district", "city", "Office"),
        ("ward", "subordinate_committees", "commune", "city", "Wards"),
    ),
    "locality": frame(
        "locality_id level label",
        ("place", "district", "Place"),
        ("region", "province", "Region"),
    ),
}


@pytest.fixture
def graph():
    return networks.programme_network(frame(*RELATIONS), TYPES, NODES)


@pytest.fixture
def part(graph):
    return networks.of_committee(graph, "city", "T")


# --- graphs -----------------------------------------------------------------


def test_edges_keep_their_direction_status_and_evidence(graph):
    actual = {
        key: (u, v, data) for u, v, key, data in graph.edges(keys=True, data=True)
    }
    assert {k: v[:2] for k, v in actual.items()} == {
        r[0]: r[1:3] for r in RELATIONS[1:]
    }
    kind = {"type": "implements", "family": "carry", "direction": "up"}
    assert actual["r3"][2] == kind | {"status": "ordered", "basis": "inferred"}
    assert "direction" not in actual["r12"][2]


def test_nodes_carry_what_is_known_and_none_for_the_rest(graph):
    assert graph.nodes["set"] == {
        "label": "7 projects",
        "kind": "instrument",
        "type": "project",
        "level": "district",
        "term_id": "T",
        "date": None,
        "committee_id": "city",
        "locality_id": None,
        "place": None,
        "identity": "counted_only",
        "set_count": 7,
        "unnamed": 6,
    }
    assert graph.nodes["city"]["place"] == "Place"


def test_what_nothing_joins_is_left_out_but_committees(graph):
    assert {"lonely", "region"}.isdisjoint(graph)
    assert "quiet" in graph


def test_of_committee_takes_its_term_and_what_is_above(graph, part):
    assert dict(part.nodes(data="layer")) == {
        "above": "province",
        "city": "district",
        "office": "district",
        "part": "district",
        "place": "places",
        "prog": "district",
        "province": "province",
        "res": "district",
        "set": "district",
        "ward": "below",
    }
    assert "old" in networks.of_committee(graph, "city", "all")


def test_of_committee_keeps_only_the_types_asked_for(graph):
    part = networks.of_committee(graph, "city", "all", (t for t in ["contains"]))
    assert list(part.edges(keys=True)) == [("set", "part", "r4")]


def test_of_committee_keeps_the_order_of_the_whole():
    _, graph = whole("en")
    part = networks.of_committee(graph, "thai-nguyen-city-committee", "all")
    assert list(part) == [node for node in graph if node in part]


def test_of_committee_leaves_the_whole_as_it_was(graph):
    before = nx.node_link_data(graph, edges="edges")
    networks.of_committee(graph, "city", "all")
    assert nx.node_link_data(graph, edges="edges") == before


@pytest.mark.parametrize(
    ("committee", "term", "types", "message"),
    [
        ("city", "all", ["blesses", "contains"], "^no relation type blesses; "),
        ("quiet", "all", ["led_by"], "^no relation of quiet in term all of "),
        ("ha-noi", "all", ["contains"], "^no relation of ha-noi in term all of"),
        ("city", "1995-2000", ["contains"], "^no relation of city in term 1995-2000 "),
        ("city", "T", [], "^no relation of city in term T of the types "),
    ],
)
def test_an_empty_selection_names_what_was_asked_for(
    graph, committee, term, types, message
):
    with pytest.raises(ValueError, match=message):
        networks.of_committee(graph, committee, term, types)


def test_downward_leads_from_the_issuer_to_the_place(part):
    actual = dict(nx.get_edge_attributes(networks.downward(part), "fact_ids"))
    assert actual == {
        ("province", "above"): "r10",
        ("above", "res"): "r1",
        ("res", "prog"): "r2",
        ("prog", "set"): "r3",
        ("set", "part"): "r4",
        ("set", "ward"): "r11",
        ("prog", "place"): "r5",
    }


def test_a_chain_ends_with_whoever_is_no_document(part):
    part.add_edge("city", "above", key="r20", type="implements", direction="up")
    part.add_edge("mine", "city", key="r21", type="issued_by", direction="up")
    part.nodes["mine"].update(kind="instrument")
    down = networks.downward(part)
    assert networks.reached(down, "part", up=True) == {
        "set", "prog", "res", "above", "province"
    }  # fmt: skip
    assert "mine" not in networks.reached(down, "above")
    assert "mine" in networks.reached(down, "city")


# --- tables -----------------------------------------------------------------


def test_edges_are_sorted_and_lead_to_each_claim(part):
    actual = networks.edges_table(part)
    first = ["city", "advises", "province", "done", "stated", "r6"]
    assert actual.loc[0].tolist() == first
    facts = {row[0] for row in RELATIONS[1:]} - {"r8", "r12"}
    assert set(actual["fact_ids"]) == facts


def test_who_carries_out_what_comes_with_its_issuer_and_status(part):
    expected = frame(
        "upper issuer_ids date lower_ids status fact_ids",
        ("above", "province", "2020-10", "res", "done", "r1 r10"),
        ("res", None, "2021-03", "prog", "done", "r2"),
        ("prog", None, "2021", "set", "ordered", "r3"),
        ("set", None, None, "ward", "deficient", "r11"),
    )
    same(networks.carried_out(part), expected)


def test_roles_say_who_leads_and_advises(part):
    expected = frame(
        "party role counterpart_ids status fact_ids",
        ("city", "advises", "province", "done", "r6"),
        ("office", "leads", "prog", "done", "r7"),
    )
    same(networks.roles(part), expected)


def test_the_longest_chain_and_what_is_followed(part):
    chain = networks.longest_chain(part, "city")
    assert chain == ["province", "above", "res", "prog", "set", "ward"]
    assert networks.followed(part, "city") == (["above"], ["above"])


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_the_answer_names_the_chain_the_advice_and_what_falls_short(part, lang):
    labels = Labels({"city": "City"}, lang)
    chain = networks.longest_chain(part, "city")
    output = findings.cascade(part, chain, (["above", "x"], ["above"]), "city", labels)
    for text in ("five", "Wards", "two") if lang == "en" else ("năm", "Wards", "hai"):
        assert text in output
    assert "121–181" in output  # days from October 2020 to March 2021
    assert "Place" in findings.advice(part, labels)
    assert "Wards" in findings.drawn([], part, lang)


def test_where_nothing_is_stated_nothing_is_said(part):
    labels = Labels({"city": "City"}, "en")
    silent = part.edge_subgraph([("prog", "office", "r7")])
    none = findings.sentence("nothing_to_show", "en")
    assert findings.cascade(silent, [], ([], []), "city", labels) == none
    assert findings.advice(silent, labels) == none


# --- the cascade -------------------------------------------------------------


def test_a_cascade_puts_issuers_and_parts_into_boxes(part):
    result = networks.cascade(part, "city", "en")
    nodes = result.graph.nodes
    assert set(nodes) == {"province", "above", "res", "prog", "set", "ward", "city"}
    assert nodes["set"]["members"] == ["set", "part"]
    assert nodes["set"]["note"] == "1 named"
    assert nodes["city"]["label"] == "Place"
    assert nodes["city"]["members"] == ["city", "place"]
    assert result.graph.edges["prog", "set"]["status"] == "ordered"
    assert result.graph.edges["set", "ward"]["status"] == "deficient"
    assert result.beside == ["office"]
    order = sorted(nodes, key=lambda node: nodes[node]["row"])
    assert order.index("province") < order.index("above") < order.index("res")


@pytest.mark.parametrize(("lang", "conjunction"), [("en", " or "), ("vi", " hoặc ")])
def test_rival_issuers_of_one_document_are_alternatives(lang, conjunction):
    graph = nx.MultiDiGraph()
    names = {"city": "City", "plan": "Plan", "a": "A", "b": "B"}
    kinds = {"city": "committee", "plan": "instrument", "a": "body", "b": "body"}
    for node, name in names.items():
        usual = dict.fromkeys(("type", "level", "committee_id", "locality_id", "place"))
        graph.add_node(node, **usual, kind=kinds[node], layer="district", label=name)
    graph.add_edge("city", "plan", key="r1", type="implements", direction="up")
    issued = {"type": "issued_by", "direction": "up", "claim_set": "c"}
    for node in ("a", "b"):
        graph.add_edge("plan", node, key=f"r-{node}", **issued)
    assert networks.cascade(graph, "city", lang).graph.nodes["plan"]["issuer"] == (
        f"A{conjunction}B"
    )


def hub(
    count: int, *, kind: str = "instrument", label: str = "Plan"
) -> nx.MultiDiGraph:
    """A committee and what it issues, each carried out by a body of its own."""
    graph = nx.MultiDiGraph()
    given = dict.fromkeys(
        ("type", "committee_id", "locality_id", "date", "place", "set_count")
    )
    given |= {"identity": "named", "level": "district"}
    graph.add_node("city", label="City", kind="committee", layer="district", **given)
    for number in range(count):
        name = f"n{number:03}"
        graph.add_node(
            name, label=f"{label} {number}", kind=kind, layer="below", **given
        )
        edge = {"type": "issued_by", "direction": "up", "status": "done"}
        graph.add_edge(name, "city", key=f"f{number}", basis="stated", **edge)
    return graph


def test_like_boxes_of_one_issuer_are_gathered():
    boxes = networks.cascade(hub(100), "city", "en").graph
    (other,) = set(boxes) - {"city"}
    assert boxes.nodes[other]["label"].startswith("100 documents: Plan 0; Plan 1;")
    assert len(boxes.edges["city", other]["fact_ids"].split()) == 100


def test_there_are_never_more_boxes_than_a_page_holds():
    graph = hub(100)
    for number in range(100):
        body = dict(graph.nodes["n000"]) | {"kind": "body", "label": f"Body {number}"}
        graph.add_node(f"b{number:03}", **body)
        edge = {"type": "implements", "direction": "up", "status": "ordered"}
        ends = f"b{number:03}", f"n{number:03}"
        graph.add_edge(*ends, key=f"g{number}", basis="stated", **edge)
    result = networks.cascade(graph, "city", "vi")
    assert len(result.graph) <= MOST
    drawn = {each for _, names in result.graph.nodes(data="members") for each in names}
    assert drawn | {*result.beside} == set(graph)


@pytest.mark.parametrize("change", ["one edge", "a circle", "long labels"])
def test_it_can_be_drawn_whatever_the_network(change):
    graph = hub(2 if change == "a circle" else 1, label="W" * 200)
    if change == "a circle":
        for ends in (("n000", "n001"), ("n001", "n000")):
            edge = {"type": "contains", "direction": "down", "status": "done"}
            graph.add_edge(*ends, key=f"c{ends[0]}", basis="stated", **edge)
    for result in (networks.cascade(graph, "city", "en").graph, graph):
        layout = networks.layout(result)
        assert set(layout.boxes) == set(result)
        charts.draw_network(result, layout, lang="en")
        for lines in layout.texts.values():
            assert sum(len(line) for line, _ in lines) <= 120

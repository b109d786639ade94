import networkx as nx
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis import networks, tables

TYPES = tables.load_tables().whole("relation_types")
INSTRUMENTS = (
    "instrument_id type level term_id identity set_count date committee_id label",
    (
        "above",
        "resolution",
        "province",
        "2020-2025",
        "named",
        None,
        "2020-10-15",
        "province",
        "Resolution above",
    ),
    (
        "res",
        "resolution",
        "district",
        "2020-2025",
        "named",
        None,
        "2021-03",
        "city",
        "Resolution",
    ),
    (
        "prog",
        "programme",
        "district",
        "2020-2025",
        "named",
        None,
        "2021",
        "city",
        "Programme",
    ),
    (
        "set",
        "project",
        "district",
        "2020-2025",
        "counted_only",
        7,
        None,
        "city",
        "Seven projects",
    ),
    (
        "part",
        "project",
        "district",
        "2020-2025",
        "named",
        None,
        None,
        "city",
        "One project",
    ),
    (
        "old",
        "programme",
        "district",
        "2010-2015",
        "named",
        None,
        "2011-01-01",
        "city",
        "Old programme",
    ),
    (
        "lonely",
        "plan",
        "district",
        "2020-2025",
        "named",
        None,
        None,
        "city",
        "Lonely plan",
    ),
)
RELATIONS = (
    "fact_id source target type basis source_id",
    ("r1", "res", "above", "implements", "stated", "s"),
    ("r2", "prog", "res", "concretises", "stated", "s"),
    ("r3", "set", "prog", "implements", "inferred", None),
    ("r4", "set", "part", "contains", "stated", "s"),
    ("r5", "prog", "place", "applies_to", "stated", "s"),
    ("r6", "city", "above", "advises", "stated", "s"),
    ("r7", "prog", "office", "led_by", "stated", "s"),
    ("r8", "old", "city", "issued_by", "stated", "s"),
    ("r9", "prog", "res", "cites", "stated", "s"),
)


def frame(columns: str, *rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns.split())


@pytest.fixture
def actors():
    committees = frame(
        "committee_id level locality_id label",
        ("city", "district", "place", "City committee"),
        ("province", "province", "region", "Provincial committee"),
        ("quiet", "district", "place", "Quiet committee"),
    )
    bodies = frame(
        "body_id level committee_id label", ("office", "district", "city", "Office")
    )
    localities = frame(
        "locality_id level label",
        ("place", "district", "Place"),
        ("region", "province", "Region"),
    )
    return networks.actors(committees, bodies, localities)


@pytest.fixture
def graph(actors):
    return networks.programme_network(
        frame(*RELATIONS),
        TYPES,
        frame(*INSTRUMENTS).astype({"set_count": "Int64"}),
        actors,
    )


@pytest.fixture
def part(graph):
    return networks.of_committee(graph, "city", "2020-2025", TYPES["type"])


def test_actors_have_one_key_and_a_kind(actors):
    expected = frame(
        "actor_id kind level committee_id locality_id label",
        ("city", "committee", "district", "city", "place", "City committee"),
        (
            "province",
            "committee",
            "province",
            "province",
            "region",
            "Provincial committee",
        ),
        ("quiet", "committee", "district", "quiet", "place", "Quiet committee"),
        ("office", "body", "district", "city", None, "Office"),
        ("place", "locality", "district", None, "place", "Place"),
        ("region", "locality", "province", None, "region", "Region"),
    )
    assert_frame_equal(actors.reset_index(drop=True), expected, check_dtype=False)


def test_edges_keep_their_direction_key_and_evidence(graph):
    found = {
        (u, v, key): known for u, v, key, known in graph.edges(keys=True, data=True)
    }
    assert set(found) == {(s, t, fact) for fact, s, t, *_ in RELATIONS[1:]}
    kind = {"type": "implements", "family": "carry", "direction": "up"}
    assert found["set", "prog", "r3"] == kind | {"basis": "inferred"}
    assert found["res", "above", "r1"] == kind | {"basis": "stated", "source_id": "s"}


def test_nodes_carry_what_is_known_and_none_for_the_rest(graph):
    assert graph.nodes["set"] == {
        "label": "Seven projects",
        "kind": "instrument",
        "type": "project",
        "level": "district",
        "term_id": "2020-2025",
        "date": None,
        "committee_id": "city",
        "locality_id": None,
        "identity": "counted_only",
        "set_count": 7,
        "unnamed": 6,
    }
    assert graph.nodes["part"]["unnamed"] == 0


def test_what_nothing_joins_is_left_out_but_committees(graph):
    assert "lonely" not in graph
    assert "region" not in graph
    assert "quiet" in graph


def test_of_committee_takes_its_term_its_bodies_its_place_and_what_is_above(part):
    assert set(part) == {
        "above",
        "city",
        "office",
        "part",
        "place",
        "prog",
        "res",
        "set",
    }
    assert dict(part.nodes(data="layer")) == {
        "above": "province",
        "city": "bodies",
        "office": "bodies",
        "part": "projects",
        "place": "places",
        "prog": "programmes",
        "res": "resolutions",
        "set": "projects",
    }


def test_of_every_term(graph):
    part = networks.of_committee(graph, "city", "all", TYPES["type"])
    assert {"old", "prog"} <= set(part)


def test_of_committee_keeps_only_the_types_asked_for(graph):
    part = networks.of_committee(graph, "city", "all", ["contains", "led_by"])
    assert {kind for *_, kind in part.edges(data="type")} == {"contains", "led_by"}
    assert set(part) == {"office", "part", "prog", "set"}


def test_types_may_come_from_a_generator(graph):
    part = networks.of_committee(graph, "city", "all", (t for t in ["contains"]))
    assert list(part.edges(keys=True)) == [("set", "part", "r4")]


def test_of_committee_leaves_the_whole_as_it_was(graph):
    before = nx.node_link_data(graph, edges="edges")
    networks.of_committee(graph, "city", "all", TYPES["type"])
    assert nx.node_link_data(graph, edges="edges") == before


def test_an_unknown_type_lists_the_known_ones(graph):
    said = "^no relation type blesses, curses; allowed: advises, applies_to, "
    with pytest.raises(ValueError, match=said):
        networks.of_committee(graph, "city", "all", ["blesses", "contains", "curses"])


@pytest.mark.parametrize(
    ("committee", "term", "types"),
    [
        ("quiet", "all", ["led_by", "contains"]),
        ("ha-noi", "all", ["contains"]),
        ("city", "1995-2000", ["contains"]),
        ("city", "2020-2025", ["approves"]),
        ("city", "2020-2025", []),
    ],
)
def test_an_empty_selection_names_what_was_asked_for(graph, committee, term, types):
    said = f"^no relation of {committee} in term {term} of the types "
    with pytest.raises(ValueError, match=said + ", ".join(sorted(types))):
        networks.of_committee(graph, committee, term, types)


def test_a_committee_that_no_edge_joins_still_has_its_instruments(actors):
    rows = [row for row in RELATIONS[1:] if "city" not in row]
    graph = networks.programme_network(
        frame(RELATIONS[0], *rows), TYPES, frame(*INSTRUMENTS), actors
    )
    part = networks.of_committee(graph, "city", "2020-2025", ["contains"])
    assert set(part) == {"set", "part"}


def test_edges_table_is_sorted_and_leads_to_each_claim(part):
    expected = frame(
        "source type target basis fact_ids",
        ("city", "advises", "above", "stated", "r6"),
        ("prog", "applies_to", "place", "stated", "r5"),
        ("prog", "cites", "res", "stated", "r9"),
        ("prog", "concretises", "res", "stated", "r2"),
        ("set", "contains", "part", "stated", "r4"),
        ("res", "implements", "above", "stated", "r1"),
        ("set", "implements", "prog", "inferred", "r3"),
        ("prog", "led_by", "office", "stated", "r7"),
    )
    assert_frame_equal(networks.edges_table(part), expected, check_dtype=False)


def test_downward_turns_what_carries_out_and_joins_parallel_edges(part):
    found = dict(nx.get_edge_attributes(networks.downward(part), "fact_ids"))
    assert found == {
        ("above", "res"): "r1",
        ("res", "prog"): "r2",
        ("prog", "set"): "r3",
        ("set", "part"): "r4",
        ("prog", "place"): "r5",
    }


def test_what_carries_counts_reach_and_depth(part):
    expected = frame(
        "node reach depth unnamed fact_ids",
        ("above", 5, 4, 0, "r1 r2 r3 r4 r5"),
        ("res", 4, 3, 0, "r2 r3 r4 r5"),
        ("prog", 3, 2, 0, "r3 r4 r5"),
        ("set", 1, 1, 6, "r4"),
    )
    assert_frame_equal(networks.what_carries(part), expected, check_dtype=False)


def test_a_circle_has_reach_and_no_depth(graph):
    graph.add_edge(
        "above", "part", key="r10", type="implements", direction="up", basis="stated"
    )
    part = networks.of_committee(graph, "city", "2020-2025", TYPES["type"])
    found = networks.what_carries(part).set_index("node")
    assert found.loc["above", "reach"] == 5
    assert pd.isna(found.loc["above", "depth"])


def test_time_between_gives_ranges_where_dates_are_rough_and_none_without(part):
    expected = frame(
        "upper lower upper_date lower_date days_low days_high fact_ids",
        ("above", "res", "2020-10-15", "2021-03", 137, 167, "r1"),
        ("prog", "set", "2021", None, None, None, "r3"),
        ("res", "prog", "2021-03", "2021", -89, 305, "r2"),
    ).astype({"days_low": "Int64", "days_high": "Int64"})
    assert_frame_equal(networks.time_between(part), expected, check_dtype=False)


def test_two_days_give_one_number():
    graph = nx.MultiDiGraph()
    graph.add_node("a", kind="instrument", date="2022-02-10")
    graph.add_node("b", kind="instrument", date="2022-03-01")
    graph.add_node("office", kind="body", date=None)
    graph.add_edge("b", "a", key="r", type="implements")
    graph.add_edge("office", "a", key="q", type="implements")
    found = networks.time_between(graph)
    assert found["fact_ids"].tolist() == ["r"]
    assert found[["days_low", "days_high"]].to_numpy().tolist() == [[19, 19]]


def test_a_year_alone_gives_a_range_of_a_year():
    graph = nx.MultiDiGraph()
    graph.add_node("a", kind="instrument", date="2020")
    graph.add_node("b", kind="instrument", date="2021-01-01")
    graph.add_edge("b", "a", key="r", type="concretises")
    found = networks.time_between(graph)
    assert found[["days_low", "days_high"]].to_numpy().tolist() == [[1, 366]]


def test_layout_has_every_node_edge_and_layer_from_left_to_right(part):
    layout = networks.layered(part)
    assert set(layout.boxes) == set(part)
    assert set(layout.curves) == set(part.edges(keys=True))
    used = [
        layer
        for layer in networks.LAYERS
        if layer in set(nx.get_node_attributes(part, "layer").values())
    ]
    assert list(layout.layers) == used
    places = list(layout.layers.values())
    assert places == sorted(places)
    assert len(set(places)) == len(places)
    for node, layer in part.nodes(data="layer"):
        x, _, width, _ = layout.boxes[node]
        left, _, room, _ = layout.bands[layer]
        assert x - width / 2 >= left - 0.01
        assert x + width / 2 <= left + room + 0.01


def test_boxes_of_the_layout_do_not_overlap(part):
    boxes = list(networks.layered(part).boxes.values())
    for number, (x, y, width, height) in enumerate(boxes):
        for other_x, other_y, other_width, other_height in boxes[number + 1 :]:
            apart_x = abs(x - other_x) >= (width + other_width) / 2 - 0.01
            apart_y = abs(y - other_y) >= (height + other_height) / 2 - 0.01
            assert apart_x or apart_y


def test_curves_lead_from_source_to_target(part):
    layout = networks.layered(part)
    for (source, target, _), points in layout.curves.items():
        ends = [layout.boxes[source], layout.boxes[target]]
        for (x, y), (box_x, box_y, width, height) in zip(
            (points[0], points[-1]), ends, strict=True
        ):
            assert abs(x - box_x) <= width / 2 + 3
            assert abs(y - box_y) <= height / 2 + 3


def test_a_set_says_how_many_of_it_are_not_named(part):
    labels = networks.layered(part).labels
    assert " ".join(labels["set"]) == "Seven projects +\N{NO-BREAK SPACE}6"
    assert " ".join(labels["part"]) == "One project"


def test_the_layout_is_the_same_each_time_whatever_the_order(part):
    turned = nx.MultiDiGraph()
    turned.add_nodes_from(reversed(list(part.nodes(data=True))))
    turned.add_edges_from(reversed(list(part.edges(keys=True, data=True))))
    assert networks.layered(turned) == networks.layered(part)


def test_an_instrument_of_another_term_comes_only_by_another_instrument(graph):
    graph.add_edge(
        "prog", "old", key="r10", type="implements", direction="up", basis="stated"
    )
    part = networks.of_committee(graph, "city", "2020-2025", TYPES["type"])
    assert "old" in part
    assert not part.has_edge("old", "city")


def test_what_a_set_contains_stands_indented_below_it(part):
    boxes = networks.layered(part).boxes
    (x, y, width, height), (in_x, in_y, in_width, in_height) = (
        boxes["set"],
        boxes["part"],
    )
    assert in_y + in_height / 2 < y - height / 2
    assert in_x - in_width / 2 > x - width / 2
    assert in_x + in_width / 2 == pytest.approx(x + width / 2)


def test_the_term_is_noted_once_for_a_set_and_what_it_contains(part):
    notes = networks.layered(part).notes
    assert notes["set"] == "2020–2025"
    assert "part" not in notes
    assert "place" not in notes


def test_a_set_that_contains_itself_or_its_own_set_can_be_laid_out(part):
    part.add_edge("part", "set", key="r20", type="contains", basis="stated")
    part.add_edge("set", "set", key="r21", type="contains", basis="stated")
    layout = networks.layered(part)
    assert set(layout.curves) == set(part.edges(keys=True))


def test_many_edges_within_a_layer_make_two_columns_of_it(part):
    for n in range(6):
        part.add_node(f"b{n}", label="Board", kind="body", layer="bodies", unnamed=0)
        part.add_edge(f"b{n}", "city", key=f"r3{n}", type="led_by", basis="stated")
    boxes = networks.layered(part).boxes
    assert all(
        boxes[f"b{n}"][0] - boxes[f"b{n}"][2] / 2
        > boxes["city"][0] + boxes["city"][2] / 2
        for n in range(6)
    )


def test_letters_shrink_where_the_page_is_short(part):
    roomy, tight = networks.layered(part), networks.layered(part, height=30)
    assert tight.size < roomy.size
    assert tight.height < roomy.height


def test_a_word_that_no_page_holds_makes_the_page_wider(part):
    part.nodes["prog"]["label"] = "W" * 120
    layout = networks.layered(part)
    assert layout.width > 518.4
    assert layout.boxes["prog"][2] <= layout.width


def test_a_chain_is_what_stands_above_and_below(part):
    assert networks.chain(part, "prog") == ({"above", "res"}, {"part", "place", "set"})
    assert networks.chain(part, "city") == (set(), set())
    reach = networks.what_carries(part).set_index("node")["reach"]
    assert all(len(networks.chain(part, n)[1]) == reach[n] for n in reach.index)

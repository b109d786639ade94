"""For each rule of the audit: verdict, arithmetic and rows of its toys."""

from audit_toys import (
    NO,
    OPEN,
    YES,
    again,
    aimed,
    band,
    bands,
    base_of,
    claimed,
    counted_again,
    difference,
    growth,
    in_band,
    in_tension,
    in_term,
    labelled,
    level,
    listed,
    maybe_one,
    moved,
    named,
    obs,
    paced,
    parts,
    passed,
    passed_share,
    period,
    same,
    same_target,
    series,
    since,
    steps,
    symbol,
    target,
    tgt,
    two_bases,
    year,
)

W = obs("w", 53)
IN_2020 = {"as_of_start": "2020", "as_of_end": "2020"}
CASES = {
    "parts_and_whole": [
        (YES, "25 + 28 = 53", parts(25, 28, whole=W)),
        (NO, "25 + 29 = 54 > 53", parts(25, 29, whole=W)),
        (OPEN, "25 + 20 = 45 < 53; 53 − 45 = 8", parts(25, 20, whole=W)),
        (YES, "25 < 53; 53 − 25 = 28", parts(25, whole=W)),
        (OPEN, "25 ≟ (> 20)", parts(25, whole=obs("w", 20, "over"))),
        (OPEN, "25", parts(25, whole=obs("w", 50, unit="percent"))),
        (OPEN, "?", parts(25, whole=obs("w"))),
    ],
    "bands_and_whole": [
        (YES, "20 + 6 = 26", bands(band("a", 20, 100), band("b", 6, 70))),
        (NO, "20 + 9 = 29 > 26", bands(band("a", 20, 100), band("b", 9, 70))),
        (
            OPEN,
            "7 + 14 = 21 < 26; 26 − 21 = 5",
            bands(band("a", 7, 100), band("b", 14, 70)),
        ),
        (
            OPEN,
            "7 + (14 − 7) = 14 < 26; 26 − 14 = 12",
            bands(
                band("a", 7, 100, reading="nested"), band("b", 14, 70, reading="nested")
            ),
        ),
    ],
    "status_against_figures": [
        (YES, "9 > 4 (225%)", target(9, 4, status="exceeded")),
        (NO, "3 < 4 (75%)", target(3, 4, status="met")),
        (OPEN, "(> 3) ≟ 4 (> 75%)", target(3, 4, "over", status="met")),
    ],
    "implied_base": [
        (YES, "91 − 5 = 86", base_of(86, **IN_2020)),
        (NO, "91 − 5 = 86 ≠ 90", base_of(90, **IN_2020)),
        (YES, "91 − 5 = 86 ≠ 90", base_of(90, as_of_start="2021", as_of_end="2021")),
        (OPEN, "91 − 5 = 86 ≠ 90", base_of(90)),
        (
            OPEN,
            "91 − 5 = 86 ≟ (≈ 86)",
            base_of(86, qualifier="about", **IN_2020),
        ),
    ],
    "steps_to_aim": [
        (YES, "(15 − 12) / 1 = 3 ≤ 6.5–7.5", steps(1)),
        (OPEN, "(15 − 12) / 1 = 3 > 1.5–2.5", steps(1, 2025)),
    ],
    "set_against_listed": [
        (YES, "2 = 2", named(2, "ab")),
        (NO, "2 < 3; 3 − 2 = 1", named(3, "ab", "yes")),
        (NO, "2 > 1", named(1, "ab")),
        (OPEN, "3 < 16; 16 − 3 = 13", named(16, "abc")),
    ],
    "set_counted_again": [
        (YES, "4 = 4", counted_again(4, 4)),
        (NO, "4 ≠ 5", counted_again(4, 5)),
    ],
    "possibly_one_set": [
        (OPEN, "4 ≠ 5", maybe_one(5, 4)),
    ],
    "listed_items": [
        (YES, "2 = 2", listed(2, "r1", "r2")),
        (NO, "2 > 1", listed(1, "r1", "r2")),
        (OPEN, "2 < 3; 3 − 2 = 1", listed(3, "r1", "r2")),
        (OPEN, "2 ≟ (≈ 2)", listed(2, "r1", "r2", qualifier="about")),
    ],
    "nth_of_series": [
        (YES, "25 ≤ (> 20)", series(25, 20, "over")),
        (NO, "25 > 20", series(25, 20)),
        (OPEN, "25 ≟ (≈ 20)", series(25, 20, "about")),
    ],
    "aim_reported_before": [
        (YES, "4 < 5", aimed(4)),
        (OPEN, "6 > 5", aimed(6)),
    ],
    "passed_before": [
        (YES, "4400 < 4500; 2021 < 2022", passed(4400, "2021")),
        (NO, "4600 ≥ 4500; 2021 < 2022", passed(4600, "2021")),
        (OPEN, "(> 4400) ≟ 4500; 2021 < 2022", passed(4400, "2021", "over")),
    ],
    "target_in_band": [
        (YES, "100 × 9 / 4 = 225 ≥ 100", in_band(9, 4)),
        (NO, "100 × 3 / 4 = 75 ∉ (≥ 100)", in_band(3, 4)),
        (OPEN, "100 × (> 3) / 4 > 75 ≟ (≥ 100)", in_band(3, 4, "over")),
    ],
    "bands_leave_a_gap": [
        (OPEN, "50–70", bands(band("a", 7, 70), band("b", 7, None, 50))),
    ],
    "below_the_level_above": [
        (YES, "53 ≤ 537", level(53, 537)),
        (OPEN, "9 > 7", level(9, 7)),
        (YES, "(> 8831) ≤ 53767", level(8831, 53767, "over")),
    ],
    "claimed_percentage": [
        (YES, "100 × 355 / 500 = 71", claimed(355, 500, 71)),
        (YES, "100 × 1 / 3 = 33.33", claimed(1, 3, 33)),
        (NO, "100 × 9 / 4 − 100 = 125 ≠ 115", claimed(9, 4, 115, "exceeded_by")),
        (OPEN, "100 × 9 / 4 − 100 = 125 ≠ 225", claimed(9, 4, 225, "exceeded_by")),
        (OPEN, "?", {"targets": [tgt("t", claimed_percent=9)]}),
    ],
    "two_bases": [
        (OPEN, "100 × 58 / 58 = 100", two_bases(73)),
        (YES, "100 × 58 / 58 = 100", two_bases(58)),
    ],
    "stated_difference": [
        (YES, "5840 − 4500 = 1340 > 1300", difference(obs("c", 5840), 1300, "over")),
        (NO, "5840 − 4500 = 1340 ∉ (> 1400)", difference(obs("c", 5840), 1400, "over")),
        (
            OPEN,
            "(> 5000) − 4500 > 500 ≟ 1300",
            difference(obs("c", 5000, "over"), 1300),
        ),
    ],
    "direction_of_change": [
        (YES, "0.78 < 1.36", moved(0.78, 1.36, "xuống còn 0,78%")),
        (NO, "1.4 ≥ 1.36", moved(1.4, 1.36, "giảm còn 1,4%")),
        (YES, "91 > 86", moved(91, 86, "tăng lên 91 triệu")),
        (OPEN, "(> 80) ≟ 86", moved(80, 86, "tăng lên hơn 80 triệu", "over")),
    ],
    "growth_beside_change": [
        (OPEN, "100 × 5 / (91 − 5) / 2.5–3.5 = 1.66–2.32 ≠ 12.8", growth(12.8)),
        (YES, "100 × 5 / (91 − 5) / 2.5–3.5 = 1.66–2.32 = (> 1)", growth(1, "over")),
    ],
    "numbers_above_count": [
        (OPEN, "26 > 16", named(16, ["10-A", "26-A"])),
    ],
    "one_indicator_again": [
        (YES, "4 = 4", again(year("a", 4, "2021"), year("b", 4, "2021"))),
        (NO, "4 ≠ 5", again(year("a", 4, "2021"), year("b", 5, "2021"))),
        (OPEN, "4 ≠ 5", again(obs("a", 4), obs("b", 5))),
        (OPEN, "? ≟ 5", again(obs("a"), obs("b", 5))),
        (
            OPEN,
            "(≈ 4) ≟ 5",
            again(year("a", 4, "2021", qualifier="about"), year("b", 5, "2021")),
        ),
    ],
    "said_to_be_same": [
        (YES, "0.5 × 5 = 2.5", same(0.5, 2.5)),
        (NO, "0.5 × 5 ≠ 3", same(0.5, 3)),
        (OPEN, "(≈ 0.5) × 5 ≟ 2.5", same(0.5, 2.5, qualifier="about")),
    ],
    "same_target_same_year": [
        (YES, "2019 = 2019", same_target(2019, 2019)),
        (NO, "2019 ≠ 2020", same_target(2019, 2020)),
    ],
    "length_of_period": [
        (YES, "2023 − 2021 + 1 = 3", period(3, "2021", "2023")),
        (YES, "2023 − 2018 = 5", period(5, "2018", "2023")),
        (NO, "2023 − 2018 + 1 = 6 ≠ 4", period(4, "2018", "2023")),
    ],
    "years_since": [
        (YES, "2023-07-04 − 1947-03-05 = 76.33 ≈ 76", since(76, "1947-03-05")),
        (NO, "2023-07-04 − 1947-03-05 = 76.33 ≠ 70", since(70, "1947-03-05")),
        (YES, "2023-07-04 − 2020 = 2.5–3.5 ≈ 2.5", since(2.5, "2020")),
    ],
    "result_before_term": [
        (NO, "2019 < 2020", in_term(targets=[tgt("t", met_year=2019)])),
    ],
    "share_of_term_passed": [
        (YES, "(2023-07-04 − 2020) / 5 = 0.5–0.7 ≈ 0.6", passed_share(0.6)),
        (NO, "(2023-07-04 − 2020) / 5 = 0.5–0.7 ≠ 0.9", passed_share(0.9)),
    ],
    "two_labels_of_term": [
        (NO, "2020-2025 ≠ 2021-2025", labelled((2020, 2025), (2021, 2025))),
    ],
    "year_in_symbol": [
        (YES, "2007 = 2007", symbol("1/2007/A", "2007-08-30")),
        (NO, "2006 ≠ 2007", symbol("1/2006/A", "2007-08-30")),
    ],
    "bound_is_odd": [
        (OPEN, "(> 8831)", {"observations": [obs("a", 8831, "over")]}),
    ],
    "pace_of_target": [
        (YES, "355 / 500 = 0.71 ≥ (2023-07-04 − 2020) / 5 = 0.5–0.7", paced(355)),
        (OPEN, "210 / 500 = 0.42 < (2023-07-04 − 2020) / 5 = 0.5–0.7", paced(210)),
    ],
    "pace_of_band": [
        (
            OPEN,
            "7 / 26 = 0.27 < (2023-07-04 − 2020) / 5 = 0.5–0.7",
            in_term(**bands(band("a", 7, 100))),
        ),
    ],
    "in_tension": [
        (OPEN, "a ↔ 16", in_tension("s")),
        (OPEN, "a ↔ 16", in_tension("z")),
    ],
}

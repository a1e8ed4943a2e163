from pathlib import Path

import pytest

from benchmarks.churn import area, buyers, main

CDNOW = """ 00004 0001 19970101  2   29.33
 00004 0001 19970118  2   29.73
 00004 0001 19971212  2   26.48
 00021 0002 19970101  3   63.34
 00050 0003 19970925  1    6.79
 00050 0003 19970925  1    3.21
 00050 0003 19971001  1    6.79
"""


def test_the_area_is_the_share_of_pairs_in_the_right_order_and_ties_count_half() -> None:
    assert area([1, 2, 3], [True, False, False]) == 1
    assert area([3, 2, 1], [True, False, False]) == 0
    assert area([1, 1], [True, False]) == 0.5
    assert area([1, 2, 2, 3], [True, True, False, False]) == 3.5 / 4
    assert area([1, 2], [True, True]) == 0.5


def test_a_file_of_orders_is_split_after_39_weeks(tmp_path: Path) -> None:
    file = tmp_path / "CDNOW_sample.txt"
    file.write_text(CDNOW)
    assert [(len(each.days), str(each.spent), each.again) for each in buyers(file)] == [
        (2, "59.06", True),
        (1, "63.34", False),
        (1, "10.00", True),
    ]


def test_the_table_is_printed_and_what_does_not_hold_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "CDNOW_sample.txt").write_text(CDNOW)
    # Of three customers, one of whom bought twice, nothing can be told apart: 0.5 is below what is promised.
    assert main(["--data", str(tmp_path)]) == 1
    printed = capsys.readouterr().out
    assert "3 customers, 2 of them buy again" in printed
    assert "| ledger | 1.0000 | 0.5000 |" in printed
    assert "| P(alive), BG/NBD (known) | 0.316 | 0.698 |" in printed


def test_a_folder_without_the_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path)]) == 2
    assert "there is no CDNOW_sample.txt" in capsys.readouterr().err

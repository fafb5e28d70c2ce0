"""A guideline's faults in the reader's language: ids, numbers and keys stay, the words are his."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.cli.refusals import fault_line
from conversations.words import Words
from rules import Fault, RulesetError, load_folder
from rules.errors import Why
from tests.rules.test_load import GOOD, award, quota


def broken(folder: Path, text: str) -> Path:
    """A folder that holds a guideline written so."""
    target = folder / "x"
    target.mkdir()
    (target / "all.toml").write_text(text, encoding="utf-8")
    return target


def check(folder: Path) -> list[str]:
    """What ``tusoi rules check`` says of it on standard error, each file by its name alone."""
    result = CliRunner().invoke(main, ["rules", "check", str(folder)], env={"TUSOI_LOCALE": "vi"})
    assert result.exit_code == 1
    assert not result.stdout
    return result.stderr.replace(f"{folder}/", "").splitlines()


def test_what_cannot_be_read_is_told_in_vietnamese(tmp_path: Path) -> None:
    """Wrong types, words and conditions: place as in English, the sentence in Vietnamese."""
    text = GOOD.replace('number = "1"', "number = 1").replace('type = "integer"', 'type = "real"')
    text = text.replace('clause = "1"\n[criteria', 'clause = ""\n[criteria')
    text = text.replace("at_most = 3", "at_most = nan")
    text = text.replace('says = "Còn lại."', 'said = "Còn lại."')
    types = "bool, integer, percent, decimal, choice, date, level, months, count"
    keys = "kinds, clause, says, level, bullet, readings"
    assert check(broken(tmp_path, text)) == [
        "all.toml:1: [guideline] number: phải là chữ trong dấu ngoặc kép, không phải 1",
        f'all.toml:23: [facts.late] type: "real" không thuộc các giá trị {types}',
        "all.toml:31: [groups.work] clause: không được để trống",
        "all.toml:44: [require.a] that: all[1]: at_most phải là một số, không phải NaN",
        "all.toml:50: [otherwise.b]: thiếu says",
        f"all.toml:50: [otherwise.b]: không có từ khóa “said”; các từ khóa dùng được: {keys}",
        "Lỗi: tìm thấy 6 chỗ sai",
    ]


def test_what_does_not_fit_is_told_in_vietnamese(tmp_path: Path) -> None:
    """Records that are right by themselves and point to nothing."""
    text = GOOD.replace('fact = "late"', 'fact = "early"').replace('= "good" }', '= "fair" }')
    text = text.replace('level = "B"\nclause = "1"', 'level = "Z"\nclause = "II.B.9"')
    text = text.replace("[otherwise.b]", quota(few=-5))
    assert check(broken(tmp_path, text)) == [
        "all.toml:23: [facts.late]: không quy tắc nào dựa vào thông tin này",
        "all.toml:44: [require.a] that: không có thông tin “early”",
        "all.toml:44: [require.a] that: không có cấp độ “fair”",
        "all.toml:50: [quotas.q] small: không thể cho phép 1 khi tổng số ít hơn -5",
        "all.toml:59: [otherwise.b]: không có mục “II.B.9”",
        "all.toml:59: [otherwise.b] level: không có mức “Z”",
        "Lỗi: tìm thấy 6 chỗ sai",
    ]


def test_files_that_are_none_are_told_in_vietnamese(tmp_path: Path) -> None:
    """No file at all, a file of another program's letters, a file that is no TOML."""
    empty = tmp_path / "empty"
    empty.mkdir()
    assert check(empty)[0] == f"{empty}: thư mục này không có tệp .toml nào"
    (empty / "a.toml").write_bytes('title = "Hướng dẫn"'.encode("utf-16"))
    assert check(empty)[0] == "a.toml: không đọc được: tệp không lưu theo bảng mã UTF-8"
    (empty / "a.toml").write_text("[levels.A\n", encoding="utf-8")
    assert check(empty)[0].startswith("a.toml:1: không đúng cú pháp TOML: ")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('fact = "late"', 'fact = "early"'),
        ('level = "A"', 'level = "B"'),
        ("at_most = 3", 'at_most = "A"'),
        ("[otherwise.b]", award(years=0, also='"v", "w"')),
        ("[otherwise.b]", quota(percent=0)),
        ('number = "1"', 'number = "1"\nextends = "x"'),
    ],
)
def test_english_is_the_sentence_that_the_error_says(tmp_path: Path, old: str, new: str) -> None:
    """The English of the catalogue is ``str(fault)``, no field left open; Vietnamese is another."""
    with pytest.raises(RulesetError) as caught:
        load_folder(broken(tmp_path, GOOD.replace(old, new, 1)))
    for fault in caught.value.faults:
        assert fault_line(fault, Words("en")) == str(fault)
        told = fault_line(fault, Words("vi"))
        assert told.startswith(f"{fault.where}: ")
        assert fault.why not in told
        assert not re.search(r"[{}]", told)


def test_a_name_cannot_break_the_line(tmp_path: Path) -> None:
    """Control characters in what was written are spelled out: one fault stays one line."""
    text = GOOD.replace('fact = "late"', r'fact = "a\nb\u001B[31m"')
    assert r"all.toml:44: [require.a] that: không có thông tin “a\nb\x1b[31m”" in check(
        broken(tmp_path, text)
    )


def test_one_fault_found_twice_is_one() -> None:
    """Faults are the same, and stand in one order, by file, line, place and English sentence."""
    one, again, other = (
        Fault("a.toml", 3, "[x]", str(why), why.says, why.fields)
        for why in (
            Why("unknown fact '{fact}'", fact="b"),
            Why("unknown fact '{fact}'", fact="b"),
            Why("unknown fact '{fact}'", fact="a"),
        )
    )
    assert {one, again} == {one}
    assert sorted([one, other]) == [other, one]

"""The program's own papers, read again: figures, boxes, cards; and the names of the files."""

import re
from dataclasses import replace

import pytest

from bot.documents import make
from bot.documents.names import plain
from conversations.dossier.forms import Filled, head_of, parts_of, scale_of
from rules import Asks, Kind, criteria_for
from tests.bot.documents import papers
from tests.bot.documents.reader import W, read


def text(paper: papers.Paper) -> str:
    return read(make(paper).content).text


def test_the_protocol_has_every_figure() -> None:
    """Each on a line of its own, and each subject's votes, blanks and result."""
    found = text(papers.protocol())
    for line in (
        "1 | Số đảng viên chính thức được triệu tập | 12",
        "2 | Số vắng mặt có lý do | 1",
        "3 | Số có mặt | 11",
        "4 | Số phiếu phát ra | 11",
        "5 | Trong đó: phiếu giấy | 3",
        "6 | Số phiếu thu về | 11",
        "8 | Số phiếu hợp lệ | 10",
        "9 | Số phiếu không hợp lệ | 1",
        "1 | Đồng chí 1 | 0 | 9 | 0 | 0 | 1 | HTTNV",
        "Số phiếu cần có để quá bán: 6 (quá nửa số phiếu).",
        "AAAA-1111 | BBBB-2222",
    ):
        assert line in found
    assert "TỔ KIỂM PHIẾU (ký, ghi rõ họ tên) | CHỦ TRÌ (ký, ghi rõ họ tên)" in found
    assert "Lê Văn Đếm Võ Thị Ghi | Trần Văn Chủ" in found


def test_a_protocol_without_paper_or_presence_has_no_lines_for_them() -> None:
    """What was not asked is not left empty on a filled-in paper."""
    found = text(papers.protocol(paper=None, present=None, codes=()))
    assert "phiếu giấy" not in found
    assert "Số có mặt" not in found
    assert "Mã biên nhận" not in found


def test_a_subject_without_a_majority_is_said_to_have_none() -> None:
    """The program decides nothing."""
    counted = (papers.Counted(1, "An", {papers.HTT: 5, papers.HN: 5}, 0, None),)
    assert "1 | An | – | 5 | 5 | – | 0 | chưa quá bán" in text(papers.protocol(counted=counted))


def test_the_summary_has_everyone_and_why_others_are_not_rated() -> None:
    """Own level, committee's, votes, proposal and notes in one line; totals under the table."""
    found = text(papers.summary(60))
    line = next(one for one in found.split("\n") if one.startswith("60 |"))
    assert "| HTXSNV | HTTNV | 0 | 9 | 0 | 0 | 1 | HTTNV |" in line
    assert line.endswith("| Công chức chưa được xếp loại (mục II.B.2.3.1)")
    assert "Được xếp loại: 60 đảng viên." in found
    assert "Hoàn thành tốt nhiệm vụ: 60" in found
    assert "1 | Đỗ Văn Mới |  | Chưa đủ 06 tháng (mục II.B.6)" in found
    assert "Tỷ lệ 20%." in found


def test_the_summary_has_the_committees_remarks_under_the_table() -> None:
    """Each by number and name, whole; where none was written there is no heading for them."""
    found = text(papers.summary(2, remark="Gương mẫu.\nCần mạnh dạn hơn."))
    at = found.index("Nhận xét, đánh giá của chi ủy")
    assert (
        f"1. {papers.SIGNER} 1: Gương mẫu.\nCần mạnh dạn hơn.\n2. {papers.SIGNER} 2" in found[at:]
    )
    assert "Nhận xét, đánh giá" not in text(papers.summary(2))


def test_papers_that_are_sent_name_who_receives_them() -> None:
    """The summary to the committee above, the notice to whom it is about; minutes to nobody."""
    assert "Nơi nhận: - Đảng ủy phường Hòa Thạnh (để báo cáo), - Lưu chi bộ. | T/M CHI BỘ" in text(
        papers.summary(1)
    )
    assert "Nơi nhận: - Như kính gửi, - Lưu chi bộ. | T/M CHI BỘ" in text(papers.notice())
    assert "Nơi nhận" not in text(papers.minutes()) + text(papers.protocol())


def test_gaps_are_not_stretched() -> None:
    """A line with room for the hand stands at the left; all other text is justified."""
    found = read(make(papers.minutes()).content)
    aligned = {}
    for one in found.body.iter(f"{W}p"):
        way = one.find(f"{W}pPr/{W}jc")
        assert way is not None
        aligned["".join(one.itertext())] = way.get(f"{W}val")
    assert aligned["Ý kiến góp ý: Nhất trí."] == "both"
    blank = replace(papers.minutes(), data=papers.Minutes(2026, papers.HEADING, papers.SCALE))
    lines = [
        one
        for one in read(make(blank).content).body.iter(f"{W}p")
        if "Có mặt: ………/………" in "".join(one.itertext())
    ]
    assert [one.find(f"{W}pPr/{W}jc").get(f"{W}val") for one in lines] == ["left"]  # type: ignore[union-attr]


def test_a_review_shows_boxes_notes_and_what_was_suggested() -> None:
    """The grade given is crossed, and no other; the level too."""
    found = text(papers.review("Tôi viết.", note="Bằng khen."))
    assert "Tư tưởng chính trị: Bằng khen." in found
    assert "Vấn đề 1 (Tôi viết.): Tôi viết." in found
    assert found.count("☒") == text(papers.review()).count("☒")
    assert "- Hoàn thành tốt nhiệm vụ  ☒" in found
    assert "- Hoàn thành xuất sắc nhiệm vụ  ☐" in found


def test_an_empty_answer_leaves_lines_to_write_on() -> None:
    """Two of them, for the hand."""
    assert text(papers.review("")).count("....") >= 4
    assert "...." not in text(papers.review("Có."))


def test_minutes_have_the_roll_call_the_agenda_and_the_conclusions() -> None:
    """And room for the chair's conclusion."""
    found = text(papers.minutes("Nhất trí."))
    assert "Có mặt: 1/2 đảng viên." in found
    assert "2 | Bình |  | x |  | Nhất trí." in found
    assert "1. Nhất trí." in found
    assert "Kết luận: Nhất trí." in found


def test_a_notice_without_votes_leaves_none_open() -> None:
    """The branch chose not to show them."""
    found = text(papers.notice("An", "Bị kỷ luật (mục II.B.2.3.4)"))
    assert "Mức chi bộ đề xuất: Hoàn thành tốt nhiệm vụ" in found
    assert "- Bị kỷ luật (mục II.B.2.3.4)" in found
    assert "Số phiếu" not in found
    assert "...." not in found


def test_each_card_has_its_own_code() -> None:
    """A picture for each link, the link in letters too, and nothing that numbers the pages."""
    found = read(make(papers.invitations(5)).content)
    assert len(found.pictures) == 5
    assert len(set(found.pictures)) == 5
    for number in range(1, 6):
        assert f"https://t.me/tusoi_bot?start=i{number}" in found.text
    assert not found.headers.strip()


@pytest.mark.parametrize(
    "paper",
    [
        papers.review(), papers.protocol(), papers.minutes(), papers.notice(), papers.summary(1),
        papers.ballots(2, 2), papers.invitations(2),
    ],
)  # fmt: skip
def test_nothing_that_the_program_would_fill_in_is_left(paper: papers.Paper) -> None:
    """No brackets, no None, no English."""
    found = text(paper)
    assert not re.search(r"[{}]|None|\bnan\b|\[\[", found)
    assert not re.search(r"\b(the|and|level|ballot|votes?)\b", found)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Đảng ủy phường Hòa Thạnh", "dang-uy-phuong-hoa-thanh"),
        ("Mẫu 02A-HDKĐ.ĐG 2023", "mau-02a-hdkd-dg-2023"),
        ("../../etc/passwd\x00", "etc-passwd"),
        ("🎉", "tusoi"),
        ("a" * 500, "a" * 80),
    ],
)
def test_file_names_have_no_diacritics(name: str, bare: str) -> None:
    """Letters, digits and hyphens, never empty, never a path."""
    assert plain(name) == bare


def test_a_files_name_tells_what_it_is_and_whose() -> None:
    """The form, the person, the year."""
    name = make(papers.review()).name
    assert name == "mau-02-kiem-diem-cong-tang-ton-nu-thi-huyen-trang-2026.docx"


def test_a_leaders_review_is_on_the_form_that_the_guideline_prints() -> None:
    """Mẫu 02 of tinh-uy-2019: its own lines stay, his texts and grades stand under them."""
    ruleset = papers.LIBRARY.get("tinh-uy-2019")
    parts = ruleset.form_parts("mau-02")
    texts = {part.id: f"Tôi viết {part.id}." for part in parts if part.asks is Asks.TEXT}
    grades = {one.id: ruleset.grades[1].id for one in ruleset.criteria(Kind.LEADER)}
    filled = Filled(texts=texts, grades=grades, level=ruleset.levels[2].id)
    criteria = criteria_for(ruleset, Kind.LEADER, {})
    shown = parts_of(ruleset, Kind.LEADER, parts, criteria, filled)
    data = papers.Review(2026, papers.HEADING, scale_of(ruleset), (), shown, signer="An")
    found = text(papers.paper(data, head_of(ruleset.form("mau-02")))).split("\n")
    at = 0
    for part in parts:
        at = next(n for n, line in enumerate(found[at:], at) if part.heading in line)
        if part.id in texts:
            at = found.index(texts[part.id], at)
    assert (
        "- Việc thực hiện chức trách, quyền hạn theo quy định (đảng, chính quyền, đoàn thể)."
        in (found)
    )
    assert "- Hoàn thành nhiệm vụ  ☒" in found
    graded = [line for line in found if line.startswith("☐ Xuất sắc")]
    assert len(graded) == sum(part.asks is Asks.GRADES for part in parts)

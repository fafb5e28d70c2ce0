"""An office's own forms: what is accepted, what is refused and named, what stands on the paper."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from jinja2.exceptions import SecurityError, TemplateError

from bot.documents import File, make
from bot.documents.own.filling import environment
from bot.own_forms import WordForms
from conversations.dossier.blanks import blank_forms
from conversations.dossier.digest import digest
from conversations.dossier.model import Paper, Review, Summary
from conversations.dossier.naming import DOTS, fields
from conversations.form_files import FormFault, Wrong
from storage.forms import MOST_BYTES
from storage.roll import Branch
from tests.bot.documents.papers import AT, LIBRARY, protocol, summary
from tests.bot.documents.reader import read
from tests.bot.documents.word import outside, row, split, table, text, word

BRANCH = Branch(1, "Chi bộ khu phố 3", "Đảng ủy phường Hòa Thạnh")
FORMS = WordForms()
FIELD = text("{{ chi_bo }}")
LINES = (
    row("{%tr for d in dong %}", ""),
    row("{{ d.so }}. {{ d.ho_ten }}", "{{ d.de_xuat }}"),
    row("{%tr endfor %}", ""),
)


def blanks(ruleset: str = "can-tho-2018") -> dict[str, Paper]:
    """Every blank form of a guideline by its id."""
    every = blank_forms(LIBRARY.get(ruleset), BRANCH, 2026, AT)
    return {one.form.id: one for one in every}


def on(paper: Paper, office: bytes) -> File:
    """The paper on an office's form."""
    return make(replace(paper, template=office))


def wrong(content: bytes, form: str = "mau-06") -> tuple[FormFault, ...]:
    return FORMS.check(content, blanks()[form])


# ── what is accepted ─────────────────────────────────────────────────────────────────────────


def test_a_form_is_filled_from_the_data() -> None:
    """Fields, a list with its lines, what is left out where nothing stands, the last line."""
    paper = summary(3)
    office = word(
        text("{{ cap_tren }}"),
        table(row("TT, họ tên", "Mức"), *LINES),
        text("{% if khong_xep_loai %}Có người không xếp loại{% else %}Tất cả{% endif %}"),
    )
    assert wrong(office) == ()
    lines = read(on(paper, office).content).lines
    assert lines[0] == "Đảng ủy phường Hòa Thạnh"
    data = paper.data
    assert isinstance(data, Summary)
    people = [one.person.name for one in data.rows]
    assert [line.split(" | ")[0] for line in lines if line[0].isdigit()] == [
        f"{place}. {name}" for place, name in enumerate(people, 1)
    ]
    assert digest(paper) in lines[-1]
    assert "{" not in "".join(lines)


def test_the_code_of_the_data_stands_once() -> None:
    """A form that bears the code itself gets no last line of ours."""
    paper = summary(3)
    made = read(on(paper, word(text("Mã: {{ ma_du_lieu }}"))).content)
    assert made.lines == [f"Mã: {digest(paper)}"]


def test_what_is_typed_stays_text_on_it() -> None:
    """Tags, braces and breaks that a member typed are printed, never obeyed."""
    blank = blanks()["mau-02"]
    data = blank.data
    assert isinstance(data, Review)
    typed = "<w:p/> {{ chi_bo }} & {% for %}\nDòng hai"
    parts = tuple(replace(one, text=typed) for one in data.parts)
    office = word(text("Nói: {{ phan_2 }}."))
    made = read(on(replace(blank, data=replace(data, parts=parts)), office).content)
    assert "Nói: <w:p/> {{ chi_bo }} & {% for %}" in made.text
    assert "Dòng hai." in made.text


@pytest.mark.parametrize(
    "blocks",
    [
        (split("{", "{ chi", "_bo ", "}", "}"),),
        (text("{{\u00a0chi_bo\u00a0}}"),),
        (text("{{chi_bo}}"),),
        (text("{%if dong%}{{chi_bo}}{%endif%}"),),
        (text("{%p for d in dong %}"), text("{{ d.so }} {{ chi_bo }}"), text("{%p endfor %}")),
        (text("{% for d in dong %}{{ d.so }} {{ chi_bo }}, {% endfor %}"),),
        (text("{ngoặc của văn phòng} {{ chi_bo }}"),),
        ("<w:p><w:r><w:pict><w:txbxContent>", FIELD, "</w:txbxContent></w:pict></w:r></w:p>"),
        ("<w:sdt><w:sdtContent>", FIELD, "</w:sdtContent></w:sdt>"),
    ],
)
def test_forms_as_word_writes_them_are_taken(blocks: tuple[str, ...]) -> None:
    """Braces over several runs, hard blanks, lists outside tables, text boxes, controls."""
    office = word(*blocks)
    assert wrong(office) == ()
    made = "".join(read(on(summary(2), office).content).tree("word/document.xml").itertext())
    assert "Chi bộ khu phố 3" in made
    assert "chi_bo" not in made
    assert "{%" not in made


def test_a_form_that_fits_no_more_gives_way_to_ours() -> None:
    """The guideline's parts changed since it was sent: nothing is left empty without a word."""
    office = word(text("{{ chi_bo }} {{ phan_99 }}"))
    blank = blanks()["mau-02"]
    made = make(replace(blank, template=office))
    assert read(made.content).lines == read(make(blank).content).lines


def test_what_is_not_known_is_dots() -> None:
    """A blank form on the office's own leaves room for the hand."""
    made = read(on(blanks()["protocol"], word(text("Thu về: {{ thu_ve }}"))).content)
    assert made.lines[0] == f"Thu về: {DOTS}"


@pytest.mark.parametrize("ruleset", ["sao-do-2023", "tinh-uy-2019"])
def test_every_form_tells_its_fields_and_takes_them_all(ruleset: str) -> None:
    """The list of fields can be copied whole: as a form it is accepted, filled, nothing left."""
    for blank in blanks(ruleset).values():
        told = fields(blank).told
        assert len({one.name for one in told}) == len(told)
        office = word(
            *(text(f"{{{{ {one.name} }}}}") for one in told if not one.inside),
            *(
                table(
                    row(f"{{%tr for d in {one.name} %}}", ""),
                    *(row(f"{{{{ d.{inner.name} }}}}", "") for inner in one.inside),
                    row("{%tr endfor %}", ""),
                )
                for one in told
                if one.inside
            ),
        )
        assert FORMS.check(office, blank) == ()
        listed = read(FORMS.fields(blank).content).text
        for one in told:
            assert one.name in listed
            assert all(f"{{{{ d.{inner.name} }}}}" in listed for inner in one.inside)


def test_a_filled_paper_has_the_fields_of_its_blank_form() -> None:
    """What is offered on the blank form is there when it is filled."""
    for paper, form in ((protocol(), "protocol"), (summary(3), "mau-06")):
        assert fields(paper).told == fields(blanks()[form]).told


# ── what is refused ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("mark", "fault"),
    [
        ("{{ ho_va_ten }}", FormFault(Wrong.UNKNOWN, "ho_va_ten")),
        ("{{ chi_bo.__class__ }}", FormFault(Wrong.UNKNOWN, "chi_bo.__class__")),
        ("{{ dong }}", FormFault(Wrong.A_LIST, "dong")),
        ("{{ chi_bo", FormFault(Wrong.UNCLOSED, "{{ chi_bo")),
        ("chi_bo }}", FormFault(Wrong.UNCLOSED, "chi_bo }}")),
        ("{{ 7 * 7 }}", FormFault(Wrong.UNREADABLE, "{{ 7 * 7 }}")),
        ("{{ 'a' * 999999999 }}", FormFault(Wrong.UNREADABLE, "{{ 'a' * 999999999 }}")),
        ("{{ lipsum() }}", FormFault(Wrong.UNREADABLE, "{{ lipsum() }}")),
        ("{{ dong[0] }}", FormFault(Wrong.UNREADABLE, "{{ dong[0] }}")),
        ("{{ chi_bo|safe }}", FormFault(Wrong.UNREADABLE, "{{ chi_bo|safe }}")),
        ("{% include 'x' %}", FormFault(Wrong.UNREADABLE, "{% include 'x' %}")),
        ("{% set a = chi_bo %}", FormFault(Wrong.UNREADABLE, "{% set a = chi_bo %}")),
        ("{% hm %}", FormFault(Wrong.UNREADABLE, "{% hm %}")),
        ("{{ Chi_bộ }}", FormFault(Wrong.UNKNOWN, "Chi_bộ", "chi_bo")),
        ("{{ nam_danhgia }}", FormFault(Wrong.UNKNOWN, "nam_danhgia", "nam_danh_gia")),
        ("{{ ‘chi_bo’ }}", FormFault(Wrong.UNREADABLE, "{{ ‘chi_bo’ }}")),
        ("{% for d in dong %}", FormFault(Wrong.UNPAIRED, "{% for d in dong %}")),
        ("{% if dong %}{% endfor %}", FormFault(Wrong.UNPAIRED, "{% endfor %}")),
        ("{% endif %}", FormFault(Wrong.UNPAIRED, "{% endif %}")),
        ("{% else %}", FormFault(Wrong.UNPAIRED, "{% else %}")),
        ("{%tr for d in dong %}", FormFault(Wrong.NOT_IN_ROW, "{%tr for d in dong %}")),
    ],
)
def test_what_is_no_field_is_named(mark: str, fault: FormFault) -> None:
    """The words of the form that are wrong are told, so that they can be found in Word."""
    assert wrong(word(text("{{ cap_tren }}"), text(mark))) == (fault,)


def test_loops_go_down_into_the_data_only() -> None:
    """A list inside a list, or through one text, is refused: the work stays bounded."""
    twice = "{% for a in dong %}{% for b in dong %}{{ b.so }}{% endfor %}{% endfor %}"
    assert wrong(word(text(twice))) == (FormFault(Wrong.NESTED, "dong"),)
    letters = "{% for a in chi_bo %}x{% endfor %}"
    assert wrong(word(text(letters))) == (FormFault(Wrong.NOT_A_LIST, "chi_bo"),)
    column = "{% for a in dong %}{{ a.luong }}{% endfor %}"
    assert wrong(word(text(column))) == (FormFault(Wrong.UNKNOWN, "a.luong"),)


def test_a_loop_that_tears_the_page_apart_is_found_by_the_trial() -> None:
    """A list opened above a table and closed inside it would give a broken file."""
    torn = table(row("{% endfor %}", ""))
    assert wrong(word(text("{% for d in dong %}{{ d.so }}"), torn)) == (
        FormFault(Wrong.CANNOT_BE_FILLED),
    )


def test_what_is_no_word_file_is_refused() -> None:
    """Nothing, a picture, a bare archive, the old format, two documents in one."""
    sheet = BytesIO()
    with zipfile.ZipFile(sheet, "w") as package:
        package.writestr("xl/workbook.xml", "<x/>")
    for content in (b"", b"PK\x03\x04", b"\x89PNG\r\n", sheet.getvalue(), b"PK" + bytes(5000)):
        assert wrong(content) == (FormFault(Wrong.NOT_WORD),)
    assert wrong(b"\xd0\xcf\x11\xe0" + bytes(600)) == (FormFault(Wrong.LOCKED),)
    good = word(text("{{ chi_bo }}"))
    assert wrong(good[: len(good) // 2])[0].wrong is Wrong.NOT_WORD
    assert wrong(word(text("Chỉ có chữ"))) == (FormFault(Wrong.NO_FIELDS),)
    strict = word(text("{{ chi_bo }}"), before="", words="http://purl.oclc.org/ooxml/main")
    assert wrong(strict) == (FormFault(Wrong.NOT_WORD),)


def test_bombs_are_refused_before_they_go_off() -> None:
    """By size, by what they unpack to, by entities, by the number of fields."""
    field = text("{{ chi_bo }}")
    assert wrong(bytes(MOST_BYTES + 1)) == (FormFault(Wrong.TOO_LARGE),)
    packed = word(field, parts={"word/media/a.png": bytes(30_000_000)})
    assert len(packed) < 100_000
    assert wrong(packed) == (FormFault(Wrong.TOO_MUCH),)
    assert wrong(word(*[field] * 1_001)) == (FormFault(Wrong.TOO_MUCH),)
    assert wrong(word(text("x" * 620_000), field)) == (FormFault(Wrong.TOO_MUCH),)
    assert wrong(word(field, text("{{" * 290_000))) == (FormFault(Wrong.TOO_MUCH),)
    tree = b"<x>" + b"<y/>" * 1_600_000 + b"</x>"
    assert wrong(word(field, parts={"word/styles.xml": tree})) == (FormFault(Wrong.TOO_MUCH),)
    deep = "<w:p>" * 5_000 + "</w:p>" * 5_000
    assert wrong(word(field, deep)) == (FormFault(Wrong.NOT_WORD, "word/document.xml"),)
    many = {f"word/{number}.xml": b"<x/>" for number in range(400)}
    assert wrong(word(field, parts=many)) == (FormFault(Wrong.TOO_MUCH),)
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]>'
    assert wrong(word(field, before=laughs)) == (FormFault(Wrong.NOT_WORD, "word/document.xml"),)


def test_what_is_hidden_in_the_package_is_refused() -> None:
    """Macros, embedded files, pictures and templates from elsewhere, codes that fetch."""
    field = text("{{ chi_bo }}")
    macro = "application/vnd.ms-word.document.macroEnabled.main+xml"
    assert wrong(word(field, main=macro)) == (FormFault(Wrong.MACROS),)
    assert wrong(word(field, parts={"word/vbaProject.bin": b"x"})) == (FormFault(Wrong.MACROS),)
    inside = {"word/embeddings/oleObject1.bin": b"x"}
    assert wrong(word(field, parts=inside)) == (FormFault(Wrong.EMBEDDED),)
    for kind in ("attachedTemplate", "image", "frame"):
        target = "http://example.org/x.dotm"
        assert wrong(word(field, relations=outside(kind, target))) == (
            FormFault(Wrong.OUTSIDE, target),
        )
    local = outside("hyperlink", "file:///etc/passwd")
    assert wrong(word(field, relations=local))[0].wrong is Wrong.OUTSIDE
    code = '<w:p><w:r><w:instrText>DDEAUTO c:\\\\x "y"</w:instrText></w:r></w:p>'
    assert wrong(word(field, code)) == (FormFault(Wrong.OUTSIDE, "DDEAUTO"),)
    assert wrong(word(field, relations=outside("hyperlink", "https://example.org"))) == ()


def test_marks_where_no_text_stands_are_refused() -> None:
    """A field in an attribute or in a code of Word's own is none of ours."""
    hidden = '<w:p><w:pPr><w:pStyle w:val="{{ chi_bo }}"/></w:pPr></w:p>'
    assert wrong(word(text("{{ chi_bo }}"), hidden)) == (
        FormFault(Wrong.UNREADABLE, "{{ chi_bo }}"),
    )


def test_the_sandbox_itself_holds() -> None:
    """Were a form to slip past the check, it would still reach nothing."""
    room = environment()
    for source in ("{{ x() }}", "{{ x[0] }}", "{{ x|upper }}", "{{ range(9) }}"):
        with pytest.raises((SecurityError, TemplateError)):
            room.from_string(source).render(x="a")
    assert room.from_string("{{ x.__class__ }}{{ x.upper }}").render(x="a") == ""
    endless = "{% for a in y %}" + "z" * 10_000 + "{% endfor %}"
    with pytest.raises(SecurityError):
        room.from_string(endless).render(y=[{}] * 5_000)

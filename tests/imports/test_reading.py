"""Bad input: each gets a clear answer, and nothing is lost or half done."""

from __future__ import annotations

import pytest

from had_your_back.errors import Refused
from had_your_back.imports import Options, UnknownPeople

JOIN = Options(unknown_people=UnknownPeople.JOIN)
HEADER = "givenAt,giver,recipients,message\n"
GOOD = "2022-01-05T08:00:00Z,ada,ben,thank you\n"
NEXT = "2022-01-05T09:00:00Z,ada,ben,and again\n"


def said(report):
    return [(each.line, each.column, each.code) for each in report.refusals]


async def messages(desk):
    return [message for _, _, message in await desk.thanks()]


async def nothing_is_there(desk):
    return await desk.people() == {} and await desk.teams() == [] and await desk.thanks() == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
async def test_a_byte_order_mark_and_any_kind_of_line_end_are_read(desk, mark, end):
    report = await desk.load("recognitions", (mark + HEADER + GOOD + NEXT).replace("\n", end).encode(), JOIN)
    assert await messages(desk) == ["thank you", "and again"]
    assert (report.rows, report.refusals, report.notes) == (2, [], [])


async def test_another_encoding_is_refused_with_line_and_byte_before_anything_is_written(desk):
    content = (HEADER + GOOD + NEXT).encode() + "2022-01-05T10:00:00Z,ada,ben,für alles\n".encode("latin-1")
    with pytest.raises(Refused) as no:
        await desk.load("recognitions", content, JOIN)
    place = content.index(b"\xfc") + 1
    assert f"byte 31 of line 4 is 0xfc (byte {place} of the file)" in no.value.message
    assert "Save it as UTF-8" in no.value.message
    assert await nothing_is_there(desk)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        ((HEADER + GOOD).encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04 and so on", "workbook"),
        (b"", "empty"),
        (b"\xef\xbb\xbf", "header"),
        (b"\n\n", "header"),
        (b'"givenAt,giver', "header"),
    ],
)
async def test_a_file_of_another_kind_is_named_as_what_it_is(desk, content, word):
    with pytest.raises(Refused, match=word):
        await desk.load("recognitions", content, JOIN)
    assert await nothing_is_there(desk)


async def test_missing_columns_are_named_with_those_there_are_and_the_way_out(desk):
    with pytest.raises(Refused) as no:
        await desk.load("recognitions", "given_at,giver,recipient,message\n" + GOOD, JOIN)
    assert "lacks recipients, givenAt. It has: given_at, giver, recipient, message." in no.value.message
    assert "--mapping" in no.value.message
    assert await nothing_is_there(desk)


async def test_a_file_with_semicolons_gets_the_hint_that_it_has_them(desk):
    with pytest.raises(Refused, match=r"""separated by ';'. .*two lines.*\[separators\] and, below, cells = ";"."""):
        await desk.load("recognitions", HEADER.replace(",", ";") + GOOD, JOIN)


async def test_the_same_column_twice_is_refused(desk):
    with pytest.raises(Refused, match="'giver' more than once"):
        await desk.load("recognitions", "givenAt,giver,Giver,recipients,message\n", JOIN)


async def test_unknown_columns_are_told_once_and_case_does_not_matter(desk):
    content = "GIVENAT,Giver,Recipients,Message,points,,mood\n" + GOOD.replace("\n", ",3,,fine\n") * 2
    report = await desk.load("recognitions", content, JOIN)
    assert report.notes == ["Ignored columns: points, mood."]
    assert report.created == 1


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        ("2022-01-05T10:00:00Z,ada,be", "half-written"),
        ('2022-01-05T10:00:00Z,ada,ben,"and the', "half-written"),
        ("2022-01-05T10:00:00Z,ada,ben,👏".encode()[:-2], "half-written"),
        (b'2022-01-05T10:00:00Z,ada,ben,"\xf0\x9f', "half-written"),
    ],
)
async def test_a_half_written_last_line_costs_that_line_only(desk, tail, reason):
    tail = tail if isinstance(tail, bytes) else tail.encode()
    report = await desk.load("recognitions", (HEADER + GOOD + NEXT).encode() + tail, JOIN)
    assert [(each.line, each.code) for each in report.refusals] == [(4, "INVALID")]
    assert reason in report.refusals[0].reason
    assert await messages(desk) == ["thank you", "and again"]


async def test_a_last_line_that_may_have_been_cut_within_its_text_is_pointed_out(desk):
    report = await desk.load("recognitions", HEADER + GOOD + NEXT.removesuffix("gain\n"), JOIN)
    assert report.created == 2
    assert report.notes == ["The file does not end with a line break. If it was cut off, look at its last line."]


async def test_a_quote_that_nothing_closes_costs_its_line_and_not_those_behind_it(desk):
    report = await desk.load("recognitions", HEADER + '2022-01-05T07:00:00Z,ada,ben,"thank\n' + GOOD + NEXT, JOIN)
    assert said(report) == [(2, "", "INVALID")]
    assert await messages(desk) == ["thank you", "and again"]


async def test_a_quote_that_is_not_doubled_costs_its_line(desk):
    report = await desk.load("recognitions", HEADER + '2022-01-05T07:00:00Z,ada,ben,"a "b" c"\n' + GOOD, JOIN)
    assert said(report) == [(2, "", "INVALID")]
    assert "twice" in report.refusals[0].reason
    assert await messages(desk) == ["thank you"]


async def test_a_line_number_is_that_of_the_file_though_messages_have_line_breaks_and_lines_are_blank(desk):
    content = (
        HEADER + '\n2022-01-05T08:00:00Z,ada,ben,"one\ntwo\n\nfour"\n,,,\n2022-01-05T09:00:00Z,ada,ada,me\na,b,c,d,e\n'
    )
    report = await desk.load("recognitions", content, JOIN)
    assert said(report) == [(8, "recipients", "SELF_RECOGNITION"), (9, "", "INVALID")]
    assert await messages(desk) == ["one\ntwo\n\nfour"]
    assert report.rows == 3


async def test_a_header_alone_is_no_mistake(desk):
    report = await desk.load("recognitions", HEADER, JOIN)
    assert (report.rows, report.created, report.refusals) == (0, 0, [])


async def test_what_cannot_be_stored_is_taken_out_of_a_text(desk):
    report = await desk.load("recognitions", HEADER + "2022-01-05T08:00:00Z,a\x00da,ben,thank\x00 you\n", JOIN)
    assert report.refusals == []
    assert await desk.thanks() == [("ada", ["ben"], "thank you")]

"""Sums and places are found in people's words, and nothing is where there is none."""

import time
from datetime import date

import pytest

from agent.history import Turn
from agent.planners.starter.clues import Clues, clues_of, find_clues
from agent.planners.starter.numerals import number_text, zh_number
from agent.planners.starter.places.names import in_chinese, in_english
from tools.arithmetic import work_out

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("What is 12.5*(3+4)?", "12.5*(3+4)"),
        ("how much is 37 times 24", "37*24"),
        ("please divide 1,001 by 7", "1001/7"),
        ("subtract 5 from 12", "12-5"),
        ("what's 15% of 240", "15/100*240"),
        ("the square root of 1764", "sqrt(1764)"),
        ("seven times twenty-five", "7*25"),
        ("2的10次方", "2^10"),
        ("（12＋8）×5＝？", "(12+8)*5"),
        ("一百二十加三", "120+3"),
        ("1999 minus 256", "1999-256"),
        ("(-3+5)*2", "(-3+5)*2"),
        ("((1+2", "1+2"),
        ("2024-01-01 to 2024-06-19", ""),
        ("call 555 1234 now", ""),
        ("my 3 cats", ""),
    ],
)
def test_sums(text: str, wanted: str) -> None:
    assert " ".join(find_clues(text, TODAY).sums) == wanted


def test_a_sum_goes_on_from_the_last_answer() -> None:
    assert find_clues("times 3?", TODAY, answer="37*24 = 888.").sums == ("888*3",)
    assert find_clues("再乘以2", TODAY, answer="结果是-1.5。").sums == ("(-1.5)*2",)
    assert find_clues("times 3?", TODAY).sums == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("What's the weather like in New York tomorrow?", ("New York",)),
        ("will it rain in são paulo on friday", ("são paulo",)),
        ("北京明天天气怎么样", ("北京",)),
        ("后天去乌鲁木齐要带伞不", ("乌鲁木齐",)),
        ("和田现在多少度", ("和田",)),
        ("weather in Ithaca, New York", ("Ithaca, New York",)),
        ("那不勒斯明天热不热", ("那不勒斯",)),
        ("今天农历几号，明天杭州天气怎么样", ("杭州",)),
        ("forecast for new york city this coming weekend", ("new york city",)),
        ("hows the weather lookin in miami on sat", ("miami",)),
        ("is it colder in oslo or blorville tomorrow", ("oslo", "blorville")),
        ("国庆期间西安天气", ("西安",)),
        ("日本大阪明天天气", ("大阪",)),
        ("下周一要去长白山 会下雪吗", ("长白山",)),
        ("weather in Nice tomorrow", ("Nice",)),
        ("a 60 dollar sweater is 25% off. what do i pay", ()),
        ("Tell me about New York", ()),
    ],
)
def test_places(text: str, wanted: tuple[str, ...]) -> None:
    assert find_clues(text, TODAY).places == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("weather in paris france tomorrow", "paris, france"),
        ("is it cold in Buffalo New York", "Buffalo, New York"),
        ("umbrella in Seattle WA?", "Seattle, WA"),
        ("rain in new york", "new york"),
        ("snow in New Mexico", "New Mexico"),
        ("意大利西西里岛天气", "西西里岛，意大利"),
        ("臺北明天會下雨嗎", "台北"),
        ("temperature in oslo atm", "oslo"),
    ],
)
def test_a_place_and_its_country(text: str, wanted: str) -> None:
    assert find_clues(text, TODAY).places == (wanted,)


def follow_up(question: str, *turns: tuple[str, str]) -> Clues:
    told = [Turn(question=asked, answer=answer) for asked, answer in turns]
    return clues_of(question, told, TODAY)[0]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("now divide that by 3", "961/3"),
        ("take off 20% from that", "961*(1-20/100)"),
        ("add 15%", "961*(1+15/100)"),
        ("halve it", "961/2"),
        ("times it by 3", "961*3"),
        ("square root of that", "sqrt(961)"),
        ("那它的平方呢", "961^2"),
        ("再打八折呢", "961*8/10"),
        ("这个数的三分之一", "961*1/3"),
        ("is that right?", ""),
        ("now tell me a joke", ""),
    ],
)
def test_a_sum_that_goes_on(question: str, wanted: str) -> None:
    assert " ".join(follow_up(question, ("31 squared", "31^2 = 961.")).sums) == wanted


@pytest.mark.parametrize(
    ("question", "before", "wanted"),
    [
        ("what about the day after that", "what weekday is 2025-09-05", "2025-09-06"),
        ("and a week later?", "what weekday is 1 march 2027", "2027-03-08"),
        ("那第二天呢", "2026年12月12日星期几", "2026-12-13"),
        ("how bout 2029", "when's mid-autumn 2028", "2029-09-22"),
        ("那到元宵节呢", "今天到明年春节还有几天", "2027-02-20"),
        ("and 2029?", "when is the winter solstice 2028", "2029"),
        ("and the 15th?", "what weekday is 2026-11-05", "2026-11-15"),
    ],
)
def test_a_day_that_is_told_from_the_one_before(question: str, before: str, wanted: str) -> None:
    found = follow_up(question, (before, ""))
    assert [span.text for span in found.dates] == [wanted]


def test_a_day_beyond_the_calendar_is_none() -> None:
    assert find_clues("10000年后", TODAY, earlier="圣诞节是几号").dates == ()
    assert find_clues("and 99999 years after that", TODAY, earlier="when is Easter").dates == ()


def test_thanks_are_no_turn_to_go_on_from() -> None:
    weather, thanks = ("明天苏州热不热", "苏州 2026-11-26：晴。"), ("谢谢", "不客气！")
    assert follow_up("换成上海的呢", weather, thanks).places == ("上海",)
    assert follow_up("换成上海的呢", thanks).places == ()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("winter solstice 2028 in New York time", "America/New_York"),
        ("东京时间2026年春分是几点", "Asia/Tokyo"),
        ("what time in utc", "UTC"),
        ("lichun 2027 in UTC+9", "+9"),
        ("exact moment of lichun, Sydney time", "Australia/Sydney"),
        ("北京时间几点", ""),
        ("when is easter in 2027", ""),
        ("what time is it in spring", ""),
    ],
)
def test_zones(text: str, wanted: str) -> None:
    assert find_clues(text, TODAY).zone == wanted


def test_so_much_a_day_between_two_days() -> None:
    asked = "I pay 4.5 per day from 2024-02-01 until 2024-05-01, what does that add up to?"
    assert find_clues(asked, TODAY).sums == ("4.5*90",)
    assert find_clues("每天存50，到2027年1月1日一共多少", TODAY).sums == ("50*37",)


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    (span,) = find_clues("請問下禮拜二是幾月幾號", TODAY).dates
    assert span.text == "2026-12-01"
    assert find_clues("五萬兩千減八千", TODAY).sums == ("52000-8000",)


@pytest.mark.parametrize(
    "piece", ["1 ", "1,", "(", "1", "一", "twenty one ", "2026-11-25 to ", "sqrt("]
)
def test_long_texts_are_read_in_no_time(piece: str) -> None:
    begun = time.process_time()
    find_clues(piece * (100_000 // len(piece)), TODAY)
    assert time.process_time() - begun < 2


def test_places_of_a_talk_about_the_weather() -> None:
    assert find_clues("广州呢？", TODAY, weather=True).places == ("广州",)


def test_numbers_in_all_forms() -> None:
    assert [zh_number(text) for text in ("一百零五", "两千三百", "二零二四", "十", "3万")] == [
        105,
        2300,
        2024,
        10,
        30000,
    ]
    assert number_text("1,250.5") == "1250.5"
    assert number_text("三点一四") == "3.14"
    assert zh_number("two thousand and twenty-four") == 2024
    assert [zh_number(text) for text in ("八千五", "两万三", "一百二", "八千零五")] == [
        8500,
        23000,
        120,
        8005,
    ]
    with pytest.raises(ValueError, match="not a number"):
        zh_number("很多")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("20% tip on $85", 17),
        ("what's an 18 percent tip on a 64 dollar bill", 11.52),
        ("30% off 250", 175),
        ("250打八折是多少", 200),
        ("increase 200 by 15%", 230),
        ("3.5元乘以4", 14),
        ("5公斤加3公斤是多少", 8),
        ("split 120 between 4 people", 30),
        ("120平分给5个人", 24),
        ("6 tickets at $14 each", 84),
        ("每个3块，买4个", 12),
        ("how many times does 7 go into 91", 13),
        ("average of 3, 4 and 8", 5),
        ("5的阶乘", 120),
        ("80的百分之20", 16),
        ("三分之一乘以90", 30),
        ("two thirds of 90", 60),
        ("35和47加起来", 82),
        ("take 7 from 20", 13),
        ("3万加5000", 35000),
        ("2.5 million divided by 4", 625000),
        ("3²+4²", 25),
    ],
)
def test_sums_told_in_words(text: str, wanted: float) -> None:
    (found,) = find_clues(text, TODAY).sums
    assert float(work_out(found).value.value) == wanted


def test_numbers_alone_are_no_sum() -> None:
    for text in ("I have 3 cats", "99 bottles of beer", "3 million people live there"):
        assert find_clues(text, TODAY).sums == ()


def test_whether_the_present_is_meant() -> None:
    assert find_clues("Is it cold in Oslo right now?", TODAY).now
    assert find_clues("深圳现在多少度", TODAY).now
    assert not find_clues("Is it cold in Oslo today? I know it snowed.", TODAY).now


def test_places_have_english_names_where_they_are_known() -> None:
    assert [in_english(name) for name in ("北京", "北京市", "Oslo", "某某镇")] == [
        "Beijing",
        "Beijing",
        "Oslo",
        "某某镇",
    ]
    assert [in_english(name) for name in ("柳州", "台州", "泰州市", "圣地亚哥")] == [
        "Liuzhou",
        "Taizhou, Zhejiang",
        "Taizhou, Jiangsu",
        "San Diego",
    ]
    assert in_chinese("Honolulu") == "檀香山"
    assert in_chinese("Beijing") == "北京"
    assert in_chinese("Oslo City") == "Oslo City"


def test_the_longest_day_is_a_solar_term() -> None:
    assert find_clues("which day is the shortest day of 2027", TODAY).only_terms
    assert find_clues("明年哪天白天最长", TODAY).only_terms
    assert find_clues("which solar term comes after Grain Rain", TODAY).places == ()
    assert not find_clues("the longest river", TODAY).terms


def test_who_left_counts_nothing_up_to_today() -> None:
    assert find_clues("how many days are left of it", TODAY).to_today
    assert find_clues("the warranty: 2027-01-01, days left?", TODAY).to_today
    assert not find_clues("joined 2026-03-02, left 2026-04-02, how many days", TODAY).to_today

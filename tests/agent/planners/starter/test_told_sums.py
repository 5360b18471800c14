"""Sums told in unusual words, as a story or as a change of units are found; talk gives none."""

from datetime import date

import pytest

from agent.planners.starter.clues import find_clues
from agent.planners.starter.told_sums import told_sum
from tools.arithmetic import work_out

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # prices and percent
        ("how much is an 80 dollar bag at 25% off", 60),
        ("A laptop is 900 and there's a 10% discount. Final price?", 810),
        ("take 10% off 350", 315),
        ("60 minus 15%", 51),
        ("add 8% tax to 250", 270),
        ("what's 7.5% sales tax on 240", 18),
        ("my bill is $48, how much is a 15% tip", 7.2),
        ("what percent of 80 is 20", 25),
        ("what percentage is 45 of 180", 25),
        ("30 is what percent of 120?", 25),
        ("40 is 20% of what", 200),
        ("percent change from 80 to 100", 25),
        ("一件大衣560元，打七五折是多少", 420),
        ("原价450现在六折，要付多少", 270),
        ("2000打对折是多少", 1000),
        ("25占200的百分之几", 12.5),
        ("8000块涨百分之五是多少", 8400),
        ("全班50人，男生占60%，男生有多少人", 30),
        # shares, rates, rests
        ("Split a $96 bill 4 ways", 24),
        ("we are 5 people and the bill is 135, how much each", 27),
        ("pizza is $24 for 3 people. per person?", 8),
        ("一共128块，4个人平分每人多少", 32),
        ("3个人吃饭花了276，人均多少", 92),
        ("if one pen costs 3, how much do 14 pens cost", 42),
        ("$15 an hour for 38 hours", 570),
        ("一瓶水2块5，买12瓶要多少钱", 30),
        ("每小时25块，干8小时多少钱", 200),
        ("$1200 a month, how much is that a year", 14400),
        ("i earn 52000 a year how much is that a week", 1000),
        ("月薪1万2，年薪多少", 144000),
        ("房租每月3500，交半年要多少", 21000),
        ("i had 50 and spent 18, how much is left", 32),
        ("150块的东西我给了200，找多少", 50),
        ("a train goes 120 km in 2 hours, whats its speed", 60),
        ("area of a 12 by 9 room", 108),
        ("长8米宽5米的花园周长多少", 26),
        ("打车花了36，吃饭85，总共多少", 121),
        # words for numbers, parts and powers
        ("how many is five dozen", 60),
        ("三打鸡蛋是多少个", 36),
        ("two and a half times 6", 15),
        ("two fifths of 75", 30),
        ("a fifth of 85", 17),
        ("3/4 of 240", 180),
        ("180的三分之二", 120),
        ("3 to the fifth power", 243),
        ("4th power of 3", 81),
        ("the cube of 6", 216),
        ("sqrt 169", 13),
        ("27的立方根是多少", 3),
        ("3万5加2万8等于多少", 63000),
        ("两万三千减八千五", 14500),
        ("3百加5百", 800),
        ("17 more than 48", 65),
        ("100比65多多少", 35),
        ("60是15的几倍", 4),
        ("how many 25s are in 400", 16),
        ("100除以7的余数是多少", 2),
        ("average of 72, 85, 90 and 93", 85),
        ("3、5、7、9加起来是多少", 24),
        ("50减23再乘2", 54),
        ("1,250 divided by 5, plus 30", 280),
        # units
        ("how many minutes are in 7 hours", 420),
        ("90 minutes in hours", 1.5),
        ("convert 5 kilometers to meters", 5000),
        ("how many inches in 6 feet", 72),
        ("10斤等于多少公斤", 5),
        ("how many days are in 6 weeks", 42),
    ],
)
def test_what_a_sum_comes_to(text: str, wanted: float) -> None:
    (found,) = find_clues(text, TODAY).sums
    assert float(work_out(found).value.value) == pytest.approx(wanted)


@pytest.mark.parametrize(
    "text",
    [
        "write a poem about 3 dozen roses",
        'translate "20% off" into french',
        "what should 2 people do with 3 days left in Rome",
        "explain the 80/20 rule",
        "what is a 5 by 7 photo frame",
        "我有3个苹果，吃了1个",
        "四打白骨精是谁写的",
        "how many days in 3 kilograms",
        "推荐3部每集45分钟的电视剧",
    ],
)
def test_talk_is_no_sum(text: str) -> None:
    assert find_clues(text, TODAY).sums == ()


def test_a_share_needs_those_who_share() -> None:
    assert told_sum("how much each if we split 90 and 3") == ""
    assert told_sum("how much each if 3 people split 90") == "90/3"


def test_sums_of_several_sentences() -> None:
    asked = "300打八折多少？再帮我算50的20%"
    assert [float(work_out(one).value.value) for one in find_clues(asked, TODAY).sums] == [240, 10]

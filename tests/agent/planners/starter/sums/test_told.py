"""Sums told in unusual words, as a story or as a change of units are found; talk gives none."""

from datetime import date

import pytest

from agent.planners.starter.clues import find_clues
from agent.planners.starter.sums.told import told_sum
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
        ("the product of 3, 4 and 5 in total?", 60),
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
        # stories with several steps
        ("3 coffees at 4.50 and 2 muffins at 3.25, what's the total", 20),
        ("i have 50 dollars, spend 12 on lunch and 8 on a cab. how much is left", 30),
        ("tom has 12 apples, gives 5 to anna and buys 8 more. how many now?", 15),
        ("a bus has 31 people, 4 get off and 9 get on. how many are in it now", 36),
        ("split 84 between 4 friends with a 20% tip", 25.2),
        ("12 people share 3 pizzas with 8 slices each. slices per person?", 2),
        ("if 5 pens cost 7.50 how much do 8 pens cost", 12),
        ("my car uses 6.5 litres per 100 km. how much for 420 km", 27.3),
        ("i save 75 every month how much do i have after 2 years", 1800),
        ("how much do i make in a year at 4200 a month", 50400),
        ("i sleep 7.5 hours a night, how many hours in a week", 52.5),
        ("what's left of 2000 after paying 650 rent and 320 food", 1030),
        ("i ran 5.2 km on monday, 6.1 on tuesday and 4.8 on friday. total?", 16.1),
        ("8 hours a day, 5 days a week at 20 an hour. how much a week", 800),
        ("bought 100 shares at 23 sold at 27, what's the profit", 400),
        ("小明有15个苹果，吃了3个，又买了8个，现在有几个", 20),
        ("妈妈给了我50，爸爸给了30，我花了22，还有多少", 58),
        ("买2杯奶茶每杯18，再买3个面包每个6块，一共多少钱", 54),
        ("一件衣服先涨价20%再打九折，原价200，现在多少", 216),
        ("考了85，90，80三门，平均分多少", 85),
        ("a base fare of 3 plus 1.5 per km, for 12 km. how much", 21),
        ("1000 at 5% compound for 2 years, how much is that", 1102.5),
        ("if 15 is 60% what is 100%", 25),
        ("price before 20% discount if i paid 64", 80),
        ("start with 100, take away 40, then halve it", 30),
        ("sum of 1 to 10", 55),
        ("45 litres at 2", 90),
        ("2 and 3/4 plus 1/4", 3),
        ("8折后是240，原价多少", 300),
        ("打车起步价13，每公里2.3，坐10公里多少钱", 36),
        ("12块一斤，两斤半多少", 30),
        ("三个人分90块", 30),
        ("工资8500扣社保1200，到手多少", 7300),
        ("骑车150公里用10个小时，平均速度是多少", 15),
        # for one, for each, how many of them
        ("250 pages, i read 20 a day. how many days will it take", 12.5),
        ("a pack of 12 eggs costs 3.60, how much is one egg", 0.3),
        ("i paid 120 for 8 lessons. how much per lesson", 15),
        ("一本书240页，每天看15页，几天看完", 16),
        ("火车每小时跑250千米，3小时能跑多少千米", 750),
        ("把96个苹果分给8个小朋友，每个得多少个", 12),
        # parts, changes and figures
        ("there are 24 students and a third are sick. how many are sick", 8),
        ("the jacket was 80, now it's 60. what percent off is that", 25),
        ("月薪8000，扣掉15%的税还剩多少", 6800),
        ("存10000块，年利率2.5%，一年利息多少", 250),
        ("爸爸35岁，儿子8岁，爸爸比儿子大几岁", 27),
        ("perimeter of a 12 x 7 rectangle", 38),
        ("正方形边长6，周长是多少", 24),
        ("area of a circle with radius 2", 12.566370614),
        ("math - 12 plus 3", 15),
        # functions
        ("sine of 30 degrees", 0.5),
        ("cos60度", 0.5),
        ("tan 45", 1),
        ("log base 2 of 4096", 12),
        ("以3为底81的对数", 4),
        ("natural log of 1", 0),
        ("pi times 2 squared", 12.566370614),
        ("圆周率乘以10", 31.415926536),
        ("根号下225", 15),
        ("the fourth root of 625", 5),
        ("greatest common divisor of 84 and 126", 42),
        ("6、8和15的最小公倍数", 120),
        ("2 divided by 3 rounded to 2 decimal places", 0.67),
        ("10除以3，保留两位小数", 3.33),
        ("-17的绝对值", 17),
        # interest and instalments
        ("1000 at 5% compound for 3 years, final amount?", 1157.625),
        ("10000 at 6% compounded monthly for 1 year, final balance?", 10616.778119),
        ("1000块存三年年利率2%不算复利，利息多少", 60),
        ("deposit 3000 at 2% simple interest for 18 months, interest earned?", 90),
        ("compound interest on 1500 at 6% for 2 years", 185.4),
        ("存8000元，年利率2.5%，复利，三年后本息一共多少", 8615.125),
        ("三千五百元分十二期，每期还多少", 291.66666667),
        ("pay off 5400 in 12 monthly installments", 450),
        # lists
        ("3 coffees at 4.80 and one slice of cake for 6.5, whats the damage", 20.9),
        ("how much is 3 dozen eggs at 0.25 each", 9),
        ("苹果一斤5块8，买3斤，再加一个12块的西瓜，总共多少", 29.4),
        ("求 17、23、41 的平均数", 27),
        ("四门课分别考了91、87、78、96，平均多少分", 88),
        ("five friends each chip in 12.50. total?", 62.5),
        ("I buy 4 pens at 3.75 each and pay with a twenty. how much change", 5),
        ("原价1280元的手机打85折，便宜了多少钱", 192),
        ("multiply 1,024 by 768 and then subtract 5,000", 781432),
        ("add 48 and 27, then divide by 5", 15),
        # units
        ("how many minutes is 2 days 5 hours", 3180),
        ("how many seconds in 3 and a half hours", 12600),
        ("an hour and a half in minutes", 90),
        ("两个半小时是多少分钟", 150),
        ("一年有多少分钟，按365天算", 525600),
        ("how many weeks is 3 years", 156.428571428),
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

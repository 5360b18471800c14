"""Dates in people's words become the days they mean, as asked on Wednesday 25 November 2026."""

from datetime import date

import pytest

from agent.planners.starter.dates.spans import find_dates

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("between 2024-01-01 and June 19, 2024", "2024-01-01 2024-06-19"),
        ("the 3rd of March 2021, or 12/25/2025, or 25/12/2025", "2021-03-03 2025-12-25 2025-12-25"),
        ("2024年1月1日到6月19日", "2024-01-01 2024-06-19"),
        ("从2024年12月1日到1月5日", "2024-12-01 2025-01-05"),
        ("二零二四年六月十九日", "2024-06-19"),
        ("from March 15 to April 2, 2024", "2024-03-15 2024-04-02"),
        ("tomorrow, the day after tomorrow, yesterday", "2026-11-26 2026-11-27 2026-11-24"),
        ("大后天和前天", "2026-11-28 2026-11-23"),
        ("next Monday, this Friday, last Sunday", "2026-11-30 2026-11-27 2026-11-22"),
        ("下周三，上周五，周日", "2026-12-02 2026-11-20 2026-11-29"),
        ("December 24-26", "2026-12-24..2026-12-26"),
        ("from 5 to 20 January 2027", "2027-01-05..2027-01-20"),
        ("12月1号到5号", "2026-12-01..2026-12-05"),
        ("2027年2月1日至7日", "2027-02-01..2027-02-07"),
        ("the first week of december", "2026-12-01..2026-12-07"),
        ("the last three days of january 2027", "2027-01-29..2027-01-31"),
        ("明年一月前三天", "2027-01-01..2027-01-03"),
        ("the next 3 days，未来5天", "2026-11-26..2026-11-28 2026-11-26..2026-11-30"),
        ("monday to friday next week", "2026-11-30..2026-12-04"),
        ("下周一到周五，周五到周日", "2026-11-30..2026-12-04 2026-11-27..2026-11-29"),
        ("昆明天气，昆明明天", "2026-11-26"),
        ("next week", "2026-11-30..2026-12-06"),
        ("下周天气", "2026-11-30..2026-12-06"),
        ("February 2028", "2028-02-01..2028-02-29"),
        ("in 10 days or 3 weeks ago", "2026-12-05 2026-11-04"),
        ("100 days after 2024-01-01", "2024-04-10"),
        ("2024-01-01之后100天", "2024-04-10"),
        ("2027, 明年, this year", "2027 2027 2026"),
        ("2024-01-01 08:00 to 2024-01-02 20:30:05", "2024-01-01_08:00:00 2024-01-02_20:30:05"),
        ("农历八月十五", "2026-09-25"),
        ("How long until Christmas?", "2026-12-25"),
        ("离春节还有几天", "2027-02-06"),
        ("2027年的中秋", "2027-09-15"),
        ("When is the Mid-Autumn Festival in 2027?", "2027-09-15"),
        ("Easter 2027 and Thanksgiving 2026", "2027-03-28 2026-11-26"),
        ("winter solstice 2025", "2025-12-21"),
        ("May I ask who you are? I may march on.", ""),
        ("what day is the 15th of next month", "2026-12-15"),
        ("下个月15号星期几", "2026-12-15"),
        ("how many days until the end of the year", "2026-12-31"),
        ("how many days are left in 2026", "2026-12-31"),
        ("离年底还有几天", "2026-12-31"),
        ("这个月还剩几天", "2026-11-30"),
        ("the first day of 2030", "2030-01-01"),
        ("98年7月1号出生属什么", "1998-07-01"),
        ("holidays in December", "2026-12-01..2026-12-31"),
        ("10月有哪些节日", "2026-10-01..2026-10-31"),
        ("半年后，or a fortnight from now", "2027-05-25 2026-12-09"),
        ("两个礼拜后几号", "2026-12-09"),
        ("离下一个春节还有几天", "2027-02-06"),
        ("last Easter was how long ago", "2026-04-05"),
        ("Good Friday 2027, Black Friday 2026", "2027-03-26 2026-11-27"),
        ("离高考还有多少天", "2027-06-07"),
        ("2024-01-01 9am to 2024-01-02 5:30 pm", "2024-01-01_09:00:00 2024-01-02_17:30:00"),
        ("2024年1月1日上午9点到1月3日下午3点", "2024-01-01_09:00:00 2024-01-03_15:00:00"),
        ("how long from 8:30 to 17:45", "2026-11-25_08:30:00 2026-11-25_17:45:00"),
        ("下午3点到晚上8点15分有几个小时", "2026-11-25_15:00:00 2026-11-25_20:15:00"),
        ("first monday of december", "2026-12-07"),
        ("last friday of this month", "2026-11-27"),
        ("how long to the dragon boat festival", "2027-06-09"),
        ("多少天以后是春节", "2027-02-06"),
        ("西安除夕那天天气", "2027-02-05"),
        ("下个月第二个周三和12月最后一个周五", "2026-12-09 2026-12-25"),
        ("tmrw, tonite, this afternoon", "2026-11-26 2026-11-25 2026-11-25"),
        ("明早，明后天", "2026-11-26 2026-11-26..2026-11-27"),
        ("between the 1st and the 15th", "2026-11-01 2026-11-15"),
        ("between the 5th and the 20th of January 2027", "2027-01-05..2027-01-20"),
        ("we land on dec 1 and fly back the 14th.", "2026-12-01 2026-11-14"),
        ("Dec 24th thru Jan 6th", "2026-12-24 2027-01-06"),
        ("how many days between xmas and new years", "2026-12-25 2027-01-01"),
        ("until 12/24", "2026-12-24"),
        ("a week from friday at 9am", "2026-12-04_09:00:00"),
        ("5 day forecast", "2026-11-25..2026-11-29"),
        ("days left in november, 11月还剩几天", "2026-11-30 2026-11-30"),
        ("born 14.3.1995", "1995-03-14"),
        ("how long until the weekend", "2026-11-28..2026-11-29"),
        ("between 22:00 and 6:30", "2026-11-25_22:00:00 2026-11-26_06:30:00"),
        ("从年初到今天，寒假1月15到2月20", "2026-01-01 2026-11-25 2026-01-15 2026-02-20"),
        ("8 am on 3 May 2027 to 8 pm on 5 May 2027", "2027-05-03_08:00:00 2027-05-05_20:00:00"),
        ("between 9:15 and 17:40 today", "2026-11-25_09:15:00 2026-11-25_17:40:00"),
        ("from 9am tomorrow to 5:30pm", "2026-11-26_09:00:00 2026-11-26_17:30:00"),
        ("昨晚11点睡，今早6点20起", "2026-11-24_23:00:00 2026-11-25_06:20:00"),
        ("早上八点半到下午五点四十", "2026-11-25_08:30:00 2026-11-25_17:40:00"),
        (
            "noon on friday, 3 o'clock in the afternoon on saturday",
            "2026-11-27_12:00:00 2026-11-28_15:00:00",
        ),
        ("the twenty-third of may 2027 and June first", "2027-05-23 2027-06-01"),
        ("15 janurary 2027, 2 feburary 2027, wensday", "2027-01-15 2027-02-02 2026-11-25"),
        ("3 days starting today, 从明天起五天", "2026-11-25..2026-11-27 2026-11-26..2026-11-30"),
        ("每天走8000步，一周走多少步", ""),
        ("how far off is Chinese New Year", "2027-02-06"),
        ("距离Thanksgiving还有几天，下个Friday", "2026-11-26 2026-11-27"),
        ("2026年腊八，2025年小年", "2026-01-26 2025-01-22"),
        ("2029年立春是哪天，春节又是哪天", "2029-02-03 2029-02-13"),
        ("农历正月十五2027年", "2027-02-20"),
        ("we love Easter, so when is Easter 2029?", "2029-04-01 2029-04-01"),
        ("from Christmas to Christmas 2027", "2026-12-25 2027-12-25"),
        ("20 December to 5 January 2028", "2027-12-20 2028-01-05"),
        ("万一五月十八号放假", "2026-05-18"),
        ("二月三十号", ""),
        ("9999-12-31 to 5 January", "9999-12-31 9999-01-05"),
        ("ash wednesday 2027", "2027-02-10"),
        ("12 a day from 3 December 2026", "2026-12-03"),
        ("2 to the 12th", ""),
        ("what is 12/4", ""),
        ("book a table for 2 at 7pm", ""),
        ("有一点冷，差一点，7号线怎么走", ""),
        ("37*24 and version 3.14 and room 101", ""),
        ("2024-13-45 is no day", ""),
    ],
)
def test_finds_what_is_meant(text: str, wanted: str) -> None:
    found = [span.text.replace(" ", "_") for span in find_dates(text, TODAY)]
    assert " ".join(found) == wanted


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("days until March 3", "2027-03-03"),
        ("how long ago was March 3", "2026-03-03"),
        ("what weekday is March 3", "2026-03-03"),
        ("距离3月3日还有几天", "2027-03-03"),
        ("3月3日到现在过去多久了", "2026-03-03"),
        ("until 29 February", "2028-02-29"),
    ],
)
def test_a_date_without_a_year_is_the_likeliest(text: str, day: str) -> None:
    assert find_dates(text, TODAY)[0].text == day


def test_a_span_knows_its_place() -> None:
    text = "weather tomorrow in Rome"
    (span,) = find_dates(text, TODAY)
    assert text[span.begin : span.end] == "tomorrow"

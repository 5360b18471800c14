"""How people write dates, in English and Chinese, as regular expressions."""

import re

from agent.planners.starter.dates.feasts import FEAST
from agent.planners.starter.numerals import NUMBER, ORDINAL_WORDS

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
ZH_WEEKDAYS = "一二三四五六日天"

_N = r"[\d零〇一二三四五六七八九十]"
_MONTH = (
    r"(?P<month>jan(?:[uar]{1,5}y)?|feb(?:[urba]{1,6}y)?|mar(?:ch)?|apr(?:[il]{1,3})?|may|june?|"
    r"july?|aug(?:[us]{1,3}t)?|sept?(?:[temb]{1,7}er)?|oct(?:[obt]{1,3}er)?|nov(?:[evmb]{1,5}er)?|"
    r"dec(?:[emb]{1,5}er)?)\b\.?"
)
"""With the letters that people swap, double or drop in its middle."""
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|tuseday|wed(?:nesday)?|we[dn]{1,3}e?sday|"
    r"thu(?:rs?(?:day)?)?|th[rus]{2,3}day|fri(?:day)?|sat(?:[ue]r?day)?|sun(?:day)?)\b"
)
_ORDINAL = r"(?:st|nd|rd|th)?"
_DAY = rf"(?P<day>[0-3]?\d){_ORDINAL}\b"
_CLOCK = (
    r"(?:[ T,]*(?:at )?(?P<half>上午|早上|中午|下午|晚上)?"
    r"(?P<clock>[0-2]?\d:[0-5]\d(?::[0-5]\d)?|\d{1,2}(?= ?[ap]\.?m\b)|"
    r"(?<=[午上])\d{1,2}(?=点)|(?<= )\d{1,2}(?=点))"
    r"(?!\d)点?(?: ?(?P<ampm>[ap])\.?m\b\.?)?)?"
)
_HALF_DAY = "凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜"
_YEAR = r"(?:1[6-9]|20|21)\d\d"
_REL_YEAR = r"今年|明年|去年|后年|前年"
_ZH_YEAR = (
    rf"(?:(?P<year>\d{{4}}|(?<!\d)\d{{2}}|[零〇一二三四五六七八九]{{4}})年|(?P<rel>{_REL_YEAR}))的?"
)
_LONG_YEAR = rf"(?:(?P<year>\d{{4}}|[零〇一二三四五六七八九]{{4}})年|(?P<rel>{_REL_YEAR}))的?"
_OF_YEAR = rf"(?:,? ?(?:of |in )?(?P<year>{_YEAR})\b)?"
_EN_MONTH_WORD = r"(?P<which>this|next|last|the current|the coming)"

_TO = r" ?(?:to|until|till|through|thru|-|–|—|~) ?(?:the )?"
_ZH_TO = r"\s*(?:到|至|-|–|—|~)\s*"

_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "days",
        rf"\b{_MONTH} ?{_DAY}{_TO}(?P<until>[0-3]?\d){_ORDINAL}\b"
        rf"{_OF_YEAR}",
    ),
    (
        "days",
        rf"(?<![\d/.:-])(?P<day>[0-3]?\d){_ORDINAL}{_TO}(?P<until>[0-3]?\d){_ORDINAL} "
        rf"(?:of )?{_MONTH}{_OF_YEAR}",
    ),
    (
        "days",
        rf"(?:{_ZH_YEAR})?(?P<month>{_N}{{1,3}})月(?P<day>{_N}{{1,3}})[日号]?{_ZH_TO}"
        rf"(?P<until>{_N}{{1,3}})[日号]",
    ),
    (
        "days",
        rf"\bbetween (?:the )?(?P<day>[0-3]?\d){_ORDINAL} and (?:the )?"
        rf"(?P<until>[0-3]?\d){_ORDINAL} (?:of )?{_MONTH}{_OF_YEAR}",
    ),
    (
        "nth",
        rf"\b(?:the )?(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th) {_WEEKDAY} (?:of|in) "
        rf"(?:(?P<when>this|next|last|the) month\b|{_MONTH}{_OF_YEAR})",
    ),
    (
        "nth",
        rf"(?:(?:{_ZH_YEAR})?(?P<month>{_N}{{1,3}})月份?|(?P<when>这个?|本|下个?|上个?)月)的?"
        rf"(?:第?(?P<nth>[一二三四1-4])个?|(?P<end>最后)一?个?)(?:周|星期|礼拜)"
        rf"(?P<zhweekday>[{ZH_WEEKDAYS}])",
    ),
    (
        "start",
        rf"\b(?:the )?(?P<side>first|last) (?:(?P<count>{NUMBER}) )?(?P<unit>day|week)s? (?:of|in) "
        rf"{_MONTH}{_OF_YEAR}",
    ),
    (
        "start",
        rf"(?:{_ZH_YEAR})?(?P<month>{_N}{{1,3}})月份?的?(?P<side>前|头|"
        rf"最后)(?P<count>{_N}{{1,3}})(?P<unit>天|周)",
    ),
    (
        "coming",
        rf"\b(?:the )?(?:next|coming|following) (?P<count>{NUMBER}) (?P<unit>day|week)s?\b"
        r"(?:,? (?:starting|beginning|from|including) (?:from |with )?(?P<begin>today|tomorrow))?|"
        rf"\b(?P<length>{NUMBER})[ -]days?,? (?:starting|beginning|from|including) (?:from |with )?"
        r"(?P<start>today|tomorrow)\b(?!['’]s)|"
        r"(?:从?(?P<zhbegin>[今明]天)(?:开始|算起|起)(?:算)?[，,]?的?(?:未来|接下来|今后|往后|连续)?|"
        rf"未来|接下来|今后|往后)的?(?P<zhcount>{_N}{{1,3}})(?P<zhunit>天|周)",
    ),
    (
        "both",
        r"(?P<span>明后|今明)(?:两天|二天|天)|"
        rf"\b(?P<count>{NUMBER})[ -]days? (?=(?:weather )?(?:forecast|outlook))",
    ),
    (
        "weekdays",
        rf"\b(?:(?P<which>this|next) )?{_WEEKDAY}{_TO}{_WEEKDAY.replace('weekday', 'until')}"
        r"(?: (?:of )?(?P<after>this|next) week\b)?",
    ),
    (
        "weekdays",
        rf"(?P<which>下下?个?|这个?|本)?(?:周|星期|礼拜)(?P<zhweekday>[{ZH_WEEKDAYS}]){_ZH_TO}"
        rf"(?:周|星期|礼拜)?(?P<zhuntil>[{ZH_WEEKDAYS}])(?![气历月个\d])",
    ),
    ("day", r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)"),
    ("day", rf"(?<!\d)(?P<year>{_YEAR})(?P<month>0\d|1[0-2])(?P<day>[0-3]\d)(?!\d)"),
    ("numbers", rf"(?<![\d/])(?P<a>\d{{1,2}})/(?P<b>\d{{1,2}})/(?P<year>{_YEAR})(?!\d)"),
    ("numbers", rf"(?<![\d.])(?P<b>[0-3]?\d)\.(?P<a>1[0-2]|0?[1-9])\.(?P<year>{_YEAR})(?!\d)"),
    (
        "numbers",
        r"(?:(?<=\bon )|(?<=\bfor )|(?<=\bfrom )|(?<=\bto )|(?<=\buntil )|(?<=\btill )|"
        r"(?<=\btil )|(?<=\bsince )|"
        r"(?<=\bby )|(?<=\bbefore )|(?<=\bborn ))(?P<a>1[0-2]|0?[1-9])/(?P<b>[0-3]?\d)"
        r"(?![\d/]|\s*[-+*/=])",
    ),
    (
        "lunar",
        rf"(?:{_ZH_YEAR})?(?:农历|阴历|旧历)(?:的)?(?:(?P<lyear>\d{{4}})年)?"
        rf"(?P<month>{_N}{{1,3}}|正|冬|腊)月(?:初)?(?P<day>\d{{1,2}}|[一二三四五六七八九十]{{1,3}}|廿{_N})[日号]?"
        r"(?:[，,]? ?(?P<later>\d{4})年)?",
    ),
    ("zhday", rf"{_ZH_YEAR}(?P<month>{_N}{{1,3}})月(?:份)?(?P<day>{_N}{{1,3}})[日号]?"),
    ("zhday", rf"(?<!万)(?P<month>{_N}{{1,3}})月(?P<day>{_N}{{1,3}})[日号]"),
    (
        "zhday",
        rf"(?P<month>{_N}{{1,3}})月(?P<day>{_N}{{1,3}})(?=[到至~-])|"
        rf"(?<=[到至~-])(?P<tomonth>{_N}{{1,3}})月(?P<today>{_N}{{1,3}})(?![日号\d])",
    ),
    (
        "monthday",
        rf"(?P<which>这个?|本|下下?个?|上上?个?)月(?P<day>{_N}{{1,3}})[日号]|"
        r"(?<![\d月年.])(?P<bare>[12]?\d|3[01])[号](?![线楼院店码机房门])",
    ),
    (
        "monthday",
        r"(?<!to )(?<!\w-)\bthe (?P<bare>[0-3]?\d)(?:st|nd|rd|th)(?P<which>)(?P<day>)"
        r"(?=\s*(?:[?.!,]|$|\b(?:and|to|until|till|in [A-Z])\b))",
    ),
    (
        "monthday",
        rf"\b(?:the )?(?P<day>[0-3]?\d)(?:st|nd|rd|th) (?:day )?of {_EN_MONTH_WORD} month\b|"
        rf"\b{_EN_MONTH_WORD.replace('which', 'ahead')} month(?:'s| on the) "
        r"(?P<later>[0-3]?\d)(?:st|nd|rd|th)\b|"
        r"\b(?:on |until |till |by |since |is |from |between |(?<!\d )to |and |through |"
        r"thru |before |after )"
        r"the (?P<bare>[0-3]?\d)(?:st|nd|rd|th)\b"
        r"(?! (?:of|century|birthday|anniversary|time|"
        r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))",
    ),
    (
        "edge",
        rf"\b(?:the )?(?P<side>end|close|last day|first day|beginning|start) of (?:the )?"
        rf"(?P<when>this|next|last|current)? ?(?:(?P<unit>year|month)|(?P<year>{_YEAR}))\b",
    ),
    (
        "edge",
        r"\b(?P<side>left|remaining|remain|to go) (?:in|of) (?:the )?"
        r"(?P<when>this|next|current)? ?(?:(?P<unit>year|month)|(?P<year>20[2-9]\d))\b|"
        r"(?P<rel>今年)(?:还|只|仅)*(?:剩|有|剩下)(?=多少|几)|"
        r"(?P<short>这个月|本月)(?:还|只|仅)*(?:剩|有|剩下)(?=多少|几)",
    ),
    (
        "monthend",
        rf"\b(?:left|remaining|remain|to go) (?:in|of) {_MONTH}|"
        rf"(?P<zhmonth>{_N}{{1,3}})月份?(?:还|只|仅)*剩下?(?=多少|几)",
    ),
    (
        "edge",
        rf"(?:(?P<year>\d{{4}})年|(?P<rel>{_REL_YEAR}))?的?(?P<unit>年)(?P<side>底|末|初)|"
        r"(?P<when>这个?|本|下个?|上个?)?(?P<short>月)(?P<edge>底|末|初)",
    ),
    ("month", r"(?<!\d)(?P<year>\d{4})[-/](?P<month>0[1-9]|1[0-2])(?![-/\d])"),
    ("month", rf"{_ZH_YEAR}(?P<month>{_N}{{1,3}})月份?"),
    ("day", rf"\b{_MONTH} ?(?:the )?{_DAY}{_OF_YEAR}"),
    (
        "day",
        rf"(?<!\d)(?P<day>[0-3]?\d){_ORDINAL} (?:of )?{_MONTH}{_OF_YEAR}",
    ),
    ("day", rf"\b(?P<ordinal>{ORDINAL_WORDS})(?: day)? of {_MONTH}{_OF_YEAR}"),
    ("day", rf"\b{_MONTH} (?:the )?(?P<ordinal>{ORDINAL_WORDS})\b{_OF_YEAR}"),
    ("month", rf"\b{_MONTH},? (?:of )?(?P<year>{_YEAR})\b"),
    (
        "month",
        rf"(?:(?<=\bin )|(?<=\bof )|(?<=\bfor )|(?<=\bduring )){_MONTH}(?! ?\d)"
        r"(?=[ ?.!,]|$)",
    ),
    (
        "month",
        r"(?<![\d年个])(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份|(?=有|的|里|都|放|哪|日历|，|$))",
    ),
    (
        "feast",
        rf"(?:{_LONG_YEAR}|(?P<enyear>{_YEAR}|this year|next year|last year)(?:'s)? |"
        r"(?P<which>下一个|下个|上一个|上个|\b(?:this|next|last|the coming|the next|the last) ))?"
        rf"(?P<feast>{FEAST})(?:(?:,? (?:of |in )?(?:the year )?|在)?(?P<after>{_YEAR}年?|"
        rf"this year|next year|last year|{_REL_YEAR}))?",
    ),
    (
        "relative",
        r"\b(?:the )?day after tomorrow\b|\b(?:the )?day before yesterday\b|"
        r"\btoday'?s?\b|\btonight\b|\btomm?orr?ow'?s?\b|\bthis (?:morning|afternoon|"
        r"evening)\b|\b(?:tmrw?|tmw|2mor{1,2}ow?|tonite)\b|\byesterday'?s?\b|"
        r"\bright now\b|"
        r"大后天|大前天|今天|今日|今晚|今儿|今早|明早|(?<![昆三])明天|明日|明儿|明晚|后天|昨天|昨日|昨晚|前天",
    ),
    ("ahead", rf"\bin (?P<count>{NUMBER}|an?) (?P<unit>day|week|month|year)s?(?:' time)?\b"),
    (
        "ahead",
        rf"\b(?P<count>{NUMBER}|an?) (?P<unit>day|week|month|year)s? "
        r"(?P<way>ago|from (?:now|today)|later|hence)\b",
    ),
    (
        "ahead",
        r"(?P<count>\d+|[一二两三四五六七八九十百]+)(?P<unit>天|周|个?星期|个?礼拜|个?月|年)"
        r"(?:之|以)?(?P<way>后|前)",
    ),
    (
        "half",
        r"(?P<unit>半年|半个月)(?:之|以)?(?P<way>后|前)|"
        r"\b(?:in )?(?P<en>half a year|a fortnight|a couple of (?:days|weeks))"
        r"(?: (?P<enway>ago|from (?:now|today)|later))?\b",
    ),
    ("week", r"\b(?P<which>this|next|last|coming) (?P<unit>week(?:end)?|month)\b"),
    (
        "weekday",
        rf"\b(?:(?:on |the )?(?P<which>this|next|last|coming|past) (?:coming )?)?(?<!\ba )"
        rf"{_WEEKDAY}",
    ),
    (
        "week",
        r"(?P<which>上上?个?|下下?个?|这个?|本)(?P<unit>周末|"
        r"周(?![一二三四五六末]|日(?!历)|天(?!气))|星期(?![一二三四五六]|日(?!历)|天(?!气))|"
        r"礼拜(?![一二三四五六]|日(?!历)|天(?!气))|月)",
    ),
    (
        "weekday",
        rf"(?P<which>上上?个?|下下?个?|这个?|本)?(?:周|星期|礼拜)(?P<zhweekday>[{ZH_WEEKDAYS}])(?![气历])",
    ),
    ("week", r"(?P<which>)(?P<unit>周末|(?<=\bthe )weekend\b)"),
    (
        "year",
        rf"(?P<year>\d{{4}}|[零〇一二三四五六七八九]{{4}})年|"
        rf"(?P<rel>{_REL_YEAR}|\b(?:this|next|last) year\b)",
    ),
    (
        "clock",
        r"\b(?P<clock>[0-2]?\d:[0-5]\d(?::[0-5]\d)?)(?!\d)(?: ?(?P<ampm>[ap])\.?m\b\.?)?|"
        r"\b(?P<hour>1[0-2]|0?[1-9]) ?(?:(?P<side>[ap])\.?m\b\.?|(?:o'?clock )?"
        r"(?:in the (?P<part>morning|afternoon|evening)|(?P<night>at night))\b|o'?clock\b)|"
        rf"(?:(?P<half>{_HALF_DAY})|(?<=[日号天晚早从到至])|"
        r"(?<![\d一-九十两第])(?=\d+[点时](?:钟|半|\d|到|至|整|[一三]刻)))"
        r"(?P<zhhour>2[0-3]|[01]?\d|二十[一二三]?|十[一二三四五六七八九]?|[零一二两三四五六七八九])[点时]"
        r"(?:钟|整|(?P<zhhalf>半)|(?P<zhquarter>[一三])刻|"
        r"(?P<zhminute>[0-5]?\d(?!\d)|零[一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)分?)?|"
        r"\b(?P<noon>noon|midday|midnight)\b",
    ),
    ("year", rf"(?<![\d.,/*+^$€¥×÷-])(?P<year>{_YEAR})(?![\d*+^/×÷%]|[.,]\d| ?[-+*/^=])"),
)
COMPILED = tuple(
    (
        kind,
        re.compile(
            pattern + (_CLOCK if kind in ("day", "zhday", "relative", "weekday") else ""),
            re.I | re.A,
        ),
    )
    for kind, pattern in _PATTERNS
)

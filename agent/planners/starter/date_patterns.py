"""How people write dates, in English and Chinese, as regular expressions."""

import re

from agent.planners.starter.feasts import FEAST
from agent.planners.starter.numerals import NUMBER

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZH_WEEKDAYS = "一二三四五六日天"

_N = r"[\d零〇一二三四五六七八九十]"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs?(?:day)?)?|"
    r"fri(?:day)?|sat(?:urday)?|sun(?:day)?)\b"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_CLOCK = (
    r"(?:[ T,]*(?:at )?(?P<half>上午|早上|中午|下午|晚上)?"
    r"(?P<clock>[0-2]?\d:[0-5]\d(?::[0-5]\d)?|\d{1,2}(?= ?[ap]\.?m\b)|"
    r"(?<=[午上])\d{1,2}(?=点)|(?<= )\d{1,2}(?=点))"
    r"(?!\d)点?(?: ?(?P<ampm>[ap])\.?m\b\.?)?)?"
)
_YEAR = r"(?:1[6-9]|20|21)\d\d"
_REL_YEAR = r"今年|明年|去年|后年|前年"
_ZH_YEAR = (
    rf"(?:(?P<year>\d{{4}}|(?<!\d)\d{{2}}|[零〇一二三四五六七八九]{{4}})年|(?P<rel>{_REL_YEAR}))的?"
)
_LONG_YEAR = rf"(?:(?P<year>\d{{4}}|[零〇一二三四五六七八九]{{4}})年|(?P<rel>{_REL_YEAR}))的?"
_EN_MONTH_WORD = r"(?P<which>this|next|last|the current|the coming)"

_TO = r" ?(?:to|until|till|through|thru|-|–|—|~) ?(?:the )?"
_ZH_TO = r"\s*(?:到|至|-|–|—|~)\s*"

_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "days",
        rf"\b{_MONTH} ?{_DAY}{_TO}(?P<until>[0-3]?\d)(?:st|nd|rd|th)?\b"
        rf"(?:,? ?(?P<year>{_YEAR})\b)?",
    ),
    (
        "days",
        rf"(?<![\d/.:-])(?P<day>[0-3]?\d)(?:st|nd|rd|th)?{_TO}(?P<until>[0-3]?\d)(?:st|nd|rd|th)? "
        rf"(?:of )?{_MONTH}(?:,? ?(?P<year>{_YEAR})\b)?",
    ),
    (
        "days",
        rf"(?:{_ZH_YEAR})?(?P<month>{_N}{{1,3}})月(?P<day>{_N}{{1,3}})[日号]?{_ZH_TO}"
        rf"(?P<until>{_N}{{1,3}})[日号]",
    ),
    (
        "days",
        rf"\bbetween (?:the )?(?P<day>[0-3]?\d)(?:st|nd|rd|th)? and (?:the )?"
        rf"(?P<until>[0-3]?\d)(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? ?(?P<year>{_YEAR})\b)?",
    ),
    (
        "nth",
        rf"\b(?:the )?(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th) {_WEEKDAY} (?:of|in) "
        rf"(?:(?P<when>this|next|last|the) month\b|{_MONTH}(?:,? ?(?:of )?(?P<year>{_YEAR})\b)?)",
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
        rf"{_MONTH}(?:,? ?(?:of )?(?P<year>{_YEAR})\b)?",
    ),
    (
        "start",
        rf"(?:{_ZH_YEAR})?(?P<month>{_N}{{1,3}})月份?的?(?P<side>前|头|"
        rf"最后)(?P<count>{_N}{{1,3}})(?P<unit>天|周)",
    ),
    (
        "coming",
        rf"\b(?:the )?(?:next|coming|following) (?P<count>{NUMBER}) (?P<unit>day|week)s?\b|"
        rf"(?:未来|接下来|今后|往后)的?(?P<zhcount>{_N}{{1,3}})(?P<zhunit>天|周)",
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
        rf"(?P<month>{_N}{{1,3}}|正|冬|腊)月(?:初)?(?P<day>{_N}{{1,3}}|廿{_N})[日号]?",
    ),
    ("zhday", rf"{_ZH_YEAR}(?P<month>{_N}{{1,3}})月(?:份)?(?P<day>{_N}{{1,3}})[日号]?"),
    ("zhday", rf"(?P<month>{_N}{{1,3}})月(?P<day>{_N}{{1,3}})[日号]"),
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
    ("day", rf"\b{_MONTH} ?(?:the )?{_DAY}(?:,? ?(?:of )?(?P<year>{_YEAR})\b)?"),
    (
        "day",
        rf"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? ?(?P<year>{_YEAR})\b)?",
    ),
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
        r"\b(?P<hour>1[0-2]|0?[1-9]) ?(?P<side>[ap])\.?m\b\.?|"
        r"(?:(?P<half>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上)|(?<![\d一-九十两])(?=\d+点(?:钟|半|\d|到|至)))"
        r"(?P<zhhour>2[0-3]|1?\d|十[一二]?|[一二两三四五六七八九])点"
        r"(?:钟|(?P<zhhalf>半)|(?P<zhminute>[1-5]?\d)分?)?|"
        r"\b(?P<noon>noon|midday|midnight)\b",
    ),
    ("year", rf"(?<![\d.,/*+^$€¥×÷-])(?P<year>{_YEAR})(?![\d*+^/×÷%]|[.,]\d| ?[-+*/^=])"),
)
COMPILED = tuple(
    (
        kind,
        re.compile(
            pattern + (_CLOCK if kind in ("day", "zhday", "relative", "weekday") else ""), re.I
        ),
    )
    for kind, pattern in _PATTERNS
)
AFTER_EN = re.compile(
    rf"(?P<count>{NUMBER}|\ban?) (?P<unit>day|week|month|year)s? (?P<way>after|before|"
    rf"from) (?:the )?$",
    re.I,
)
_ZH_COUNT = r"(?P<count>\d+|[一二两三四五六七八九十百]+)(?P<unit>天|周|个星期|个月|年)"
AFTER_ZH = (
    re.compile(rf"(?:的|再过|起|往后|过)?第?{_ZH_COUNT}(?:之|以)?(?P<way>后|前)"),
    re.compile(rf"(?:之|以)?(?P<way>后|前)的?第?{_ZH_COUNT}"),
)
JOINED = re.compile(
    r"^[\s,(（]*(?:to|and|until|till|through|thru|with|-|–|—|~|到|至|和|与|跟|距|离|、)"
    r"[\s,(（]*(?:the )?$",
    re.I,
)
RANGE = re.compile(r"^\s*(?:to|until|till|through|thru|-|–|—|~|到|至)\s*(?:the )?$", re.I)
AHEAD = re.compile(
    r"\b(?:days|weeks|long|time|sleeps|hours|far|soon|close|near|countdown) "
    r"(?:away |off |now )?to\b|"
    r"\b(?:still|away|can't wait)\b|以后是|之后是|[才就快]到|快了|要多久|再过|盼|"
    r"\b(?:until|till|til|left|to go|remain|countdown|before|upcoming|coming|next|will|how soon|"
    r"have)\b"
    r"|还|距|离|倒计时|剩|即将|要等|什么时候到",
    re.I,
)
BEHIND = re.compile(
    r"\b(?:ago|since|was|were|passed|elapsed|did|old|born|been|last|had)\b|过去|过了|至今|以来|到现在|到今天"
    r"|多久了|多少天了|几天了|出生|上次|那时|当时",
    re.I,
)

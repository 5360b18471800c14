"""The places a question about the weather may mean: what is left when all other words are gone."""

import re
from collections.abc import Sequence
from itertools import pairwise

from agent.planners.starter.dates.spans import DateSpan
from agent.planners.starter.extents import blanked
from agent.planners.starter.places.names import CHINESE_NAMES, ENGLISH_NAMES
from agent.planners.starter.places.regions import is_region, with_region

_EN_WEATHER = (
    "weather|forecasts?|temps?|temperatures?|rain(?:s|ing|y|ed)?|snow(?:s|ing|y|ed)?|"
    "umbrella|sun(?:ny|shine)?|"
    "cloud(?:s|y)?|wind(?:y|s)?|hot|cold|warm(?:er)?|cool(?:er)?|chilly|freezing|"
    "humid(?:ity)?|degrees?|storm(?:s|y)?|fog(?:gy)?|"
    "celsius|fahrenheit|climate|raincoat|jacket|coat|drizzl(?:e|ing)|wet|dry|hail|"
    "thunder(?:storms?)?|typhoon|showers?|uv|sunscreen|hotter|colder|cooler|wetter|"
    "sandals|gloves|scarf|sweater|shorts|boots|sleet|muggy|breezy|blizzard|heat ?waves?|"
    "like outside|what'?s it like (?=in )|weahter|wether|waether"
)
_ZH_WEATHER = (
    "天气预报|天气情况|天气状况|天气|气候|气温|温度|湿度|多少度|几度|下大雨|下小雨|有雨|下雨|下雪|有雪|雨|雪|刮风|有风|大风|风大|台风|"
    "零下|羽绒服|短袖|外套|防晒|紫外线|出太阳|适合(?:跑步|爬山|野餐|出门|户外活动|户外|露营|洗车|晒被子|钓鱼|骑车|散步|出游)|淋雨|闷热|干燥|潮湿|"
    "带伞|雨伞|打伞|冷不冷|热不热|很热|很冷|冷|热|晴天|晴|阴天|多云|雾霾|雾|穿什么|预报"
)
_EN_OTHER = (
    "what|what's|whats|how|how's|hows|is|it|it's|its|are|was|were|be|been|will|would|do|"
    "does|did|i|i'm|im|you|we|me|my|"
    "the|a|(?<!')an|in|at|on|of|for|to|from|and|or|with|like|there|need|needs|bring|take|carry|"
    "wear|going|gonna|get|give|"
    "tell|show|check|look|up|find|know|want|can|could|should|please|pls|plz|thanks|thank|"
    "hey|hi|hello|there|about|"
    "now|current|currently|right|present|moment|present|outside|out|today|tomorrow|"
    "tonight|this|that|next|week|"
    "weekend|day|days|morning|afternoon|evening|night|much|many|any|some|so|very|too|"
    "today's|tomorrow's|tonight's|"
    "(?:the|my|this|your|our|which|what) (?:city|town|area)|report|conditions?|outlook|"
    "chance|chances|possible|likely|expect(?:ed)?|near|around|until|till|through|by|"
    "well|also|just|if|then|which|when|where|who|have|has|had|s|again|ok|okay|see|say|"
    "says|high|low|bad|good|nice|"
    "heavy|heavily|lot|during|over|between|kind|sort|gets?|getting|feel|feels|actually|"
    "really|quick|question|planning|"
    "trip|travel(?:ling|ing)?|visit(?:ing)?|fly(?:ing)?|heading|go|be|as|still|instead|"
    "same|compare|later|soon|live|there's|rn|atm|look(?:s|ing?)?|lookin|feels?|feeling|index|"
    "degrees|clothes|gear|"
    "pack|packing|run|running|hike|hiking|picnic|walk|skiing|ski|surf|camping|wedding|flight|"
    "landing|arriving|leaving|staying|here|whole|entire|rest|early|late|midday|noon|dawn|dusk|"
    "around|ahead|coming|upcoming|detailed|hourly|daily|weekly|weekday|first|last|half|mom|dad|"
    "mum|wife|husband|friends?|kids?|family|parents|boss|off|more|less|than|which|better|worse|"
    "hotter|colder|warmer|cooler|wetter|drier|sunnier|really|bit|little|super|pretty|quite|guess|"
    "wondering|wonder|curious|heard|hope|hopefully|think|believe|maybe|perhaps|enough|anything|"
    "something|else|wanna|let|lets|let's|us|our|your|his|her|their|they|he|she|am|yes|no|not|"
    "isn't|won't|don't|doesn't|but|because|since|so|before|after|while|without|into|onto|out|thx|"
    "ty|cheers|dude|mate|bro|ya|u|r|btw|umm?|hmm+|oh|sorry|question|info|information|details|"
    "vs|versus|lol|haha+|tbh|ngl|idk|imo|omg|lmao|asap|plss+|fr|ask(?:s|ed|ing)?|bother|wants|says?|said|"
    "update|status|situation|deal|story|what're|gimme|got|might|may|must|shall|ll|ve|re|d|m"
)
_ZH_OTHER = (
    "查下|看下|说下|报下|问下|那天|这天|当天|期间|哪个|哪里|哪边|更|一点|比较|多穿|这几天|那几天|几天|两天|三天|早晨|半夜|凌晨|傍晚|夜间|哪一天|哪天|哪日|几月|几号|"
    "什么时候|何时|请问一下|请问|麻烦你|麻烦|帮我|帮忙|给我|告诉我|我想知道|想知道|我想|查询|查一下|查查|查一查|看看|看一下|一下|怎么样|怎样|如何|"
    "咋样|什么样|"
    "什么|现在|目前|当前|此刻|这会儿|这个|那个|那边|这边|那里|那儿|是不是|有没有|会不会|要不要|需不需要|用不用|需要|不用|应该|可以|"
    "会|要|吗|呢|吧|啊|呀|不|的|了|有|是|在|去|到|从|和|与|跟|我|你|您|想|查|问|多少|几|大概|最近|出门|出差|旅游|旅行|玩|外面|"
    "农历|阴历|日历|节气|城市|当地|市区|地区|好不好|好|适合|情况|状况|说|讲|那|再|还|也|把|这|能|给|看|带|穿|变|很|太|最高|最低|早上|上午|"
    "中午|下午|晚上|白天|夜里|谢谢|度"
)
_LETTER = "A-Za-zÀ-ɏ0-9_"
_WEATHER = re.compile(rf"(?<![{_LETTER}])(?:{_EN_WEATHER})(?![{_LETTER}])|{_ZH_WEATHER}", re.I)
_NOISE = re.compile(
    rf"(?<![{_LETTER}])(?:{_EN_WEATHER}|{_EN_OTHER})(?![{_LETTER}'])|{_ZH_WEATHER}|{_ZH_OTHER}",
    re.I,
)
_NAMES = re.compile(
    "|".join(
        (
            *(name for name in CHINESE_NAMES if _NOISE.search(name)),
            r"(?<=\bin )[Nn]ice\b(?! weather)|\bNice\b(?! weather)|\b[Tt]he Hague\b",
            *("和平", "印度尼西亚", "印度", "热河", "雨花台", "会理", "会泽", "太仓", "带岭"),
        )
    )
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][\w'’.-]*(?:,? [A-Za-zÀ-ɏ][\w'’.-]*)*")
_HAN = re.compile(r"[㐀-鿿·]{2,12}")
_LEAD = re.compile(
    r"(?:\b(?:in|at|near|around|for|over|across|to|and|or|vs|versus)|[,&/]) ?$", re.I
)
_BETWEEN = (
    r"\W*(?:[冷热]|更[冷热]|暖和)?\W*(?:\band\b|\bor\b|\bvs\b\.?|\bversus\b|&|[,，、和跟与/]|还是|以及)"
    r"\W*(?:(?:and|or|in|at|for|is it|how about)\b\W*)*"
)
_CHINESE = re.compile("|".join(CHINESE_NAMES))
_DISTRICT = re.compile("[县区镇州]$")
_MOST = 4


def are_compared(text: str, places: Sequence[str]) -> bool:
    """Whether the places are known ones, each joined to the next: ``Oslo or Rome``."""
    return len(places) > 1 and all(
        is_known(left) and is_known(right) and re.search(_joined(left, right), text) is not None
        for left, right in pairwise(places)
    )


def _joined(left: str, right: str) -> str:
    return rf"(?i:{re.escape(left)}{_BETWEEN}{re.escape(right)})"


def speaks_of_weather(text: str) -> bool:
    """Whether any word of it is about the weather."""
    return _WEATHER.search(text.replace("谷雨", "").replace("雨水", "")) is not None


def find_places(text: str, dates: Sequence[DateSpan], *, sure: bool = False) -> tuple[str, ...]:
    """Spans of the text that may name places, in their order, without the words known not to.

    ``sure`` leaves out those that neither are known nor stand behind a word such as ``in``.
    """
    text = text.replace("’", "'")
    rest = _without_noise(blanked(text, dates))
    found = [hit for pattern in (_LATIN, _HAN) for hit in pattern.finditer(rest)]
    found.sort(key=lambda hit: hit.start())
    likely = [hit for hit in found if is_known(hit[0]) or _LEAD.search(text[: hit.start()])]
    places = (
        with_region(_named(_without_aside(hit[0].strip(" .,-'"))))
        for hit in (likely if sure else likely or found)
    )
    return tuple(dict.fromkeys(place for place in places if len(place) > 1))[:_MOST]


def is_known(place: str) -> bool:
    """Whether it is, or holds, a name that is known to be a place."""
    town = place.partition(",")[0].strip(" .,-'").casefold()
    return town in ENGLISH_NAMES or _CHINESE.search(place) is not None


def _without_aside(place: str) -> str:
    """A known name without what else stands behind its comma: ``Paris, kindly``."""
    town, _, rest = place.partition(",")
    known = town.casefold() in ENGLISH_NAMES and rest and not is_region(rest.strip())
    return town if known else place


def _named(place: str) -> str:
    """Of a Chinese name with its province before it or words left after it only the name."""
    known = [hit for hit in _CHINESE.finditer(place) if hit.start() != 1]
    if not known or _DISTRICT.search(place[known[-1].end() :]):
        return place
    return known[-1][0]


def _without_noise(text: str) -> str:
    """The text with line ends instead of noise; names that begin like noise stay."""
    parts, place = [], 0
    for name in _NAMES.finditer(text):
        parts += [_blanked(text[place : name.start()]), name[0]]
        place = name.end()
    return "".join([*parts, _blanked(text[place:])])


def _blanked(text: str) -> str:
    return _NOISE.sub(lambda hit: "\n" * len(hit[0]), text)

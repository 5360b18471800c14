"""The words around dates: that they are joined, counted from, or lie ahead or behind."""

import re

from agent.planners.starter.numerals import NUMBER

_NOT_EACH = r"(?<!\d )(?<!dollars )(?<!bucks )(?<!euros )(?<!pounds )(?<!yuan )(?<!times )"
AFTER_EN = re.compile(
    rf"(?P<count>{NUMBER}|{_NOT_EACH}\ban?) (?P<unit>day|week|month|year)s? (?P<way>after|before|"
    rf"from) (?:the )?$",
    re.I | re.A,
)
_ZH_COUNT = r"(?P<count>\d+|[一二两三四五六七八九十百]+)(?P<unit>天|周|个星期|个月|年)"
AFTER_ZH = (
    re.compile(rf"(?:的|再过|起|往后|过)?第?{_ZH_COUNT}(?:之|以)?(?P<way>后|前)"),
    re.compile(rf"(?:之|以)?(?P<way>后|前)的?第?{_ZH_COUNT}"),
)
JOINED = re.compile(
    r"^[\s,(（]*(?:to|and|until|till|through|thru|with|-|–|—|~|到|至|和|与|跟|距|离|、)"
    r"[\s,(（]*(?:the )?$",
    re.I | re.A,
)
RANGE = re.compile(r"^\s*(?:to|until|till|through|thru|-|–|—|~|到|至)\s*(?:the )?$", re.I | re.A)
AHEAD = re.compile(
    r"\b(?:days|weeks|long|time|sleeps|hours|far|soon|close|near|countdown) "
    r"(?:away |off |now )?to\b|"
    r"\bhow (?:far (?:off|away|from now)|soon|close|near)\b|"
    r"\b(?:still|away|can't wait)\b|以后是|之后是|[才就快]到|快了|要多久|再过|盼|"
    r"\b(?:until|till|til|left|to go|remain|countdown|before|upcoming|coming|next|will|how soon|"
    r"have)\b"
    r"|还|距|离|倒计时|剩|即将|要等|什么时候到",
    re.I | re.A,
)
BEHIND = re.compile(
    r"\b(?:ago|since|was|were|passed|elapsed|did|old|born|been|last|had)\b|过去|过了|至今|以来|到现在|到今天"
    r"|多久了|多少天了|几天了|出生|上次|那时|当时",
    re.I | re.A,
)

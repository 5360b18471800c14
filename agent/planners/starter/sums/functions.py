"""How people put powers, roots, logarithms and other functions into words."""

import re

from agent.planners.starter.numerals import DIGITS, NUM
from agent.planners.starter.sums.rewriting import Rewrite

FUNCTIONS = (
    "sqrt|cbrt|abs|round|floor|ceil|factorial|gcd|lcm|max|min|a?sin|a?cos|a?tan|ln|log2|log10|"
    "log|exp"
)
"""Those of the calculator that are written before a bracket."""

_POWERS = "third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
_NUMBERS = rf"{NUM}(?:(?:\s*[,，、]\s*(?:and )?|\s*(?:and|和|与|跟)\s*){NUM})+"
_EACH = re.compile(NUM, re.I)
_ANGLE = {"正弦": "sin", "余弦": "cos", "正切": "tan"}
_WHOLE_DEGREES = "30|45|60|90|120|135|150|180|270|360"


def _ordinal(word: str) -> int:
    return _POWERS.split("|").index(word.lower()) + 3


def _angle(hit: re.Match[str]) -> str:
    name = hit["name"].lower()
    return f" {_ANGLE.get(name, name[:3])}({hit['angle']}*pi/180) "


def _logarithm(hit: re.Match[str]) -> str:
    base, of = hit["base"], hit["of"]
    known = {"2": "log2", "10": "log10"}.get(base)
    return f" {known}({of}) " if known else f" log({of}, {base}) "


def _of_several(hit: re.Match[str]) -> str:
    kind = (hit["kind"] or hit["zhkind"]).lower()
    name = "lcm" if kind in ("least", "lowest", "lcm", "最小") else "gcd"
    return f" {name}({', '.join(_EACH.findall(hit['list'] or hit['zhlist']))}) "


FUNCTION_REWRITES: tuple[Rewrite, ...] = (
    (r"(?<=[\d)])\s*(?:π|圆周率|pi\b)", " * pi "),
    (r"π|圆周率", " pi "),
    (r"²", "^2"),
    (r"³", "^3"),
    (r"[°º]", " degrees "),
    (rf"(?<=\bsin|\bcos|\btan)\s*\(\s*({DIGITS}) degrees\s*\)", r"(\1*pi/180)"),
    (
        rf"(?<![a-z])(?P<name>sine?|cos(?:ine)?|tan(?:gent)?|正弦|余弦|"
        rf"正切)\s*(?:of\s*)?(?:an angle of )?\(?(?P<angle>{NUM})\s*"
        r"(?:degrees?|deg\b|度)\)?(?:角?的?(?:正弦|余弦|正切)值?)?",
        _angle,
    ),
    (
        rf"(?<![a-z])(?P<name>sine?|cos(?:ine)?|"
        rf"tan(?:gent)?)\s*(?:of )?(?P<angle>{_WHOLE_DEGREES})(?![\d.])",
        _angle,
    ),
    (rf"(?P<angle>{NUM})度角?的?(?P<name>正弦|余弦|正切)值?", _angle),
    *(
        (form, _logarithm)
        for form in (
            rf"\blog(?:arithm)?[ _]?(?:to )?(?:the )?base (?P<base>{NUM}) "
            rf"(?:of )?\(?(?P<of>{NUM})\)?",
            rf"\blog(?:arithm)? (?:of )?(?P<of>{NUM}),? "
            rf"(?:to |in |with )?(?:the )?base (?P<base>{NUM})",
            rf"\blog_?(?P<base>2|10) ?\(?(?P<of>{NUM})\)?(?![\d,])",
            rf"以(?P<base>{NUM})为底[,，]?的?(?P<of>{NUM})的?对数",
        )
    ),
    (rf"\b(?:natural log(?:arithm)?|ln) (?:of )?({NUM})|({NUM})的自然对数", r" ln(\1\2) "),
    (rf"\blog(?:arithm)? (?:of )?({NUM})|({NUM})的(?:常用)?对数|\blg ?({NUM})", r" log10(\1\2\3) "),
    (rf"\babsolute value of (-?{DIGITS})|(-?{DIGITS})的绝对值", r" abs(\1\2) "),
    (
        r"\b(?P<kind>greatest|highest|least|lowest|gcd|gcf|hcf|lcm)(?: common (?:divisor|factor|"
        r"multiple|denominator))?"
        rf" (?:of|between) (?P<list>{_NUMBERS})|"
        rf"(?P<zhlist>{_NUMBERS})的(?P<zhkind>最大|最小)公[约因倍]数",
        _of_several,
    ),
    (
        rf"\bround(?:ed)? ({NUM}) (?:off )?to (?:the nearest )?({NUM}) (?:decimals?|"
        rf"decimal places?|places|digits)\b|"
        rf"({NUM})保留({NUM})位小数|把?({NUM})四舍五入到({NUM})位小数",
        r" round(\1\3\5, \2\4\6) ",
    ),
    (
        rf"\bround(?:ed)? ({NUM}) (?:off )?to (?:the nearest )?(?:whole number|integer|unit)|"
        rf"({NUM})四舍五入到整数",
        r" round(\1\2) ",
    ),
    (
        rf"\bremainder (?:of|when|from|if) ({NUM}) (?:is )?(?:divided by|over|/) ({NUM})|"
        rf"({NUM})除以({NUM})的?余数?(?:是|等于)?(?:多少|几)?",
        r" \1\3 mod \2\4 ",
    ),
    (
        rf"({NUM})\s*(?:的)?(?:立方根|开立方|开三次方)|\b(?:cube|third) root of ({NUM})|"
        rf"\bcube root ({NUM})",
        r" \1\2\3 ^ (1/3) ",
    ),
    (rf"\b({_POWERS}) root of ({NUM})", lambda hit: f" {hit[2]} ^ (1/{_ordinal(hit[1])}) "),
    (rf"\bsquare ({NUM})|\b(?:the )?square of ({NUM})|({NUM}) squared", r" \1\2\3 ^ 2 "),
    (rf"\b(?:the )?cube (?:of )?({NUM})|({NUM}) cubed", r" \1\2 ^ 3 "),
    (
        rf"\bsq(?:uare )?r(?:oo)?t\s+(?:of\s+)?\(?({NUM})\)?|√\s*\(?({NUM})\)?|"
        rf"\b(?:the )?root of ({NUM})|({DIGITS})\s*square root\b|"
        rf"({NUM})\s*(?:的)?(?:算术)?(?:开平方|开根号|平方根|开方)|(?:根号下?|开方|√)\s*({NUM})",
        r" sqrt(\1\2\3\4\5\6) ",
    ),
    (
        rf"({NUM}) (?:raised )?to the ({_POWERS})(?: power)?\b(?! of)",
        lambda hit: f" {hit[1]} ^ {_ordinal(hit[2])} ",
    ),
    (
        rf"\b(?:the )?({_POWERS}) power of ({NUM})",
        lambda hit: f" {hit[2]} ^ {_ordinal(hit[1])} ",
    ),
    (rf"\b(\d{{1,2}})(?:st|nd|rd|th) power of ({NUM})", r" \2 ^ \1 "),
    (
        rf"({NUM}|\be\b) (?:raised )?to the (?:power (?:of )?)?({NUM})(?:st|nd|rd|th)?(?: power)?",
        r" \1 ^ \2 ",
    ),
    (
        rf"\bfactorial of ({NUM})|({DIGITS}) factorial\b|({NUM})的阶乘|({DIGITS})!(?=\s*(?:$|"
        rf"[=?]))",
        r" factorial(\1\2\3\4) ",
    ),
    (rf"({NUM})\s*的?平方(?!根|米|公里)", r" \1 ^ 2 "),
    (rf"({NUM})\s*的?立方(?!根|米)", r" \1 ^ 3 "),
    (rf"({NUM})\s*的\s*({NUM})\s*次(?:方|幂)", r" \1 ^ \2 "),
)
"""Each with what it is written as, to be applied to the whole text in this order."""

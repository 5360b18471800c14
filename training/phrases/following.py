# ruff: noqa: E501 (lists of phrases)
"""How people go on from an answer."""

NEW_EN = (
    "and <v>?",
    "what about <v>?",
    "how about <v>?",
    "and for <v>?",
    "and in <v>?",
    "same for <v>",
    "and <v>",
    "<v>?",
    "then <v>?",
    "what about <v> then?",
    "ok, and <v>?",
    "and on <v>?",
    "and until <v>?",
    "now <v>",
    "<v> too?",
    "also <v>?",
    "do <v> too",
)
NEW_ZH = (
    "那<v>呢？",
    "<v>呢？",
    "<v>呢",
    "那<v>",
    "换成<v>呢",
    "如果是<v>呢？",
    "那么<v>呢",
    "还有<v>呢？",
    "再看看<v>",
    "<v>又如何",
    "<v>",
    "<v>怎么样",
    "<v>也查一下",
    "那<v>的呢？",
)
DAY_EN = (
    "(and|so|ok,|) (what|which) (weekday|day of the week|day) is that?",
    "(and|so|) what's that in the lunar calendar?",
    "is that a (working day|weekend|holiday)(| in china)?",
    "(and|ok,|) what day of the week (will that be|was that|does that fall on)?",
    "(what's the|and its|its) lunar date?",
)
DAY_ZH = (
    "(那天|那|)是(星期几|周几|礼拜几)(|呢|啊)？",
    "(那天|)农历(几号|是多少|呢)？",
    "那天(要上班吗|放假吗|是什么日子|上班不)？",
)
AWAY_EN = (
    "(and|so|ok,|) how (many days|long) is that from (now|today)?",
    "how (many days|long) (until|till|to) (then|that)?",
    "(and|) how far (away|off) is that( in days|)?",
)
AWAY_ZH = (
    "(那|)(还有|离现在|离今天|距今)(几天|多少天|多久)(|呢|啊)？",
    "(那|)还要等(多久|几天)(|呢)？",
)

RESULT_EN = (
    "(and |now |ok, |then |so |)(half|twice|double|a third|a quarter|two thirds|<n>%|<n> percent|<n> times) (of |)(that|it|the result|the total|this)( is|, please|)?",
    "(and |now |ok |then |so |)(divide|split) (that|it|the result|this) (by|between|among) <n>( people|)",
    "(and |now |ok |then |)(multiply|times) (that|it|the result) by <n>",
    "(and |now |ok |then |)(add|plus) <n>( to that| to it| more| on top|)",
    "(and |now |ok |then |)(subtract|minus|take away|take|deduct) <n>( from that| from it|)",
    "(take|knock|with) <n>% off( that| it|)?",
    "(and |now |)(what is|what's|how much is) <n>% of (that|it|the result|this)?",
    "(and |now |ok |)(square|halve|double|triple|cube) (it|that|the result)",
    "(and |what about |)(its|the) square root?",
    "(what if |and if |)(that|it|this) (is|was|were|gets|goes) (split|shared|divided) (by|among|between) <n>( people| of us|)?",
    "(and |)(that|it) (divided by|times|plus|minus) <n>?",
    "(and |)(squared|cubed)?",
    "(add|plus) <n>% (tax|tip|vat) (to that|to it|on top)",
)
RESULT_ZH = (
    "(那|)(它|结果|这个数|得数)的(一半|平方|两倍|三倍|三分之一|<n>%|<n>倍)(是多少|呢|)？",
    "(再|然后|那再|接着)(加上|加|减去|减|乘以|乘|除以)<n>(呢|是多少|等于多少|)？",
    "(再|那|如果)打(八|九|七|六|八五|七五)折(呢|是多少|多少钱|)？",
    "(把|将)(它|结果|这个数)(除以|乘以|加上|减去)<n>(|呢|是多少)",
    "(那|)(平均|)分给<n>个人(呢|，每人多少|每人几)？",
    "(那|)(翻倍|翻一番)(呢|是多少)？",
    "(这个|那个|)结果(除以|乘以|加|减)<n>(呢|是多少|等于几)？",
    "(上面|刚才)的(结果|得数|答案)(再|)(除以|乘以|加上|减去)<n>",
    "(涨|增加|提高|降|减少)<n>%(呢|是多少|后是多少)？",
)
NEXT_DAY_EN = (
    "(and |what about |how about |)the (day|week) (after|before) (that|it)?",
    "(and |what about |how about |)the (next|following) day?",
    "(and |what about |)(<n> days|two weeks|a week|a month|three days) (later|earlier|after that|before that)?",
)
NEXT_DAY_ZH = (
    "(那|)(第二天|次日|后一天|前一天)(呢|是星期几|)？",
    "(那|)再过(<n>|三|十|两)天(呢|)？",
    "(那|)(它|那天)(后|前)(一天|一周)(呢|)？",
)

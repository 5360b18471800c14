# ruff: noqa: E501, SIM905 (lists of phrases)
"""What people say that no tool answers: greetings, thanks, and everything out of reach."""

import random

from training.names import EN_FEASTS, EN_PLACES, ZH_FEASTS, ZH_PLACES
from training.phrases import out_of_reach, talk
from training.phrases.situations import out_of_reach as out_of_reach_told
from training.phrases.situations import talk as talk_told
from training.phrasing import spoken
from training.values import en_day, han, word, zh_day

_EN_THINGS = "love|quantum physics|black holes|dinosaurs|coffee|chess|democracy|inflation|photosynthesis|the internet|blockchain|machine learning|python|rust|javascript|sql|html|docker|linux|the human heart|sleep|dreams|music theory|jazz|rock music|poetry|shakespeare|philosophy|stoicism|ethics|economics|history|the roman empire|world war two|the french revolution|the moon|mars|gravity|relativity|evolution|dna|vaccines|viruses|cancer|diabetes|headaches|yoga|meditation|running|swimming|football|basketball|tennis|golf|cooking|pasta|sushi|pizza|bread|cheese|wine|beer|tea|chocolate|gardening|roses|trees|cats|dogs|horses|birds|whales|sharks|snakes|spiders|cars|trains|planes|bicycles|rockets|computers|phones|cameras|robots|artificial intelligence|neural networks|search engines|social media|marketing|startups|stocks|bonds|bitcoin|taxes|mortgages|insurance|law|contracts|marriage|children|school|university|exams|homework|essays|books|novels|movies|tv shows|video games|art|painting|sculpture|photography|fashion|travel|hotels|beaches|mountains|rivers|oceans|deserts|volcanoes|earthquakes|climate change|recycling|solar panels|wind power|nuclear energy|batteries|water|salt|sugar|gold|silver|diamonds|time travel|aliens|ghosts|magic|religion|buddhism|christmas trees|birthdays|friendship|happiness|money|work|stress|anxiety|confidence|languages|english grammar|spanish|french|japanese|chinese characters|the alphabet|numbers|prime numbers|calculus|algebra|geometry|statistics|probability".split(
    "|"
)
_EN_PEOPLE = "albert einstein|isaac newton|marie curie|elon musk|taylor swift|beyonce|barack obama|napoleon|julius caesar|cleopatra|william shakespeare|leonardo da vinci|mozart|beethoven|bill gates|steve jobs|lionel messi|cristiano ronaldo|michael jordan|serena williams|jackie chan|bruce lee|confucius|gandhi|nelson mandela|jane austen|mark twain|charles darwin|nikola tesla|ada lovelace|alan turing|andy lau|faye wong|yao ming|the queen of england|the pope|the president|the prime minister|the king of spain|the ceo of apple|my neighbour".split(
    "|"
)
_EN_JOBS = "a poem|a haiku|a song|a story|a short story|an essay|a letter|an email|a cover letter|a resume|a speech|a joke|a riddle|a limerick|a tweet|a blog post|a report|a summary|a business plan|a recipe|a python script|a function|a sql query|a regular expression|a unit test|a web page|a shell script|a slogan|a product description|a toast|a love letter|a complaint|a resignation letter|a meeting agenda|a to-do list|a workout plan|a diet plan|a travel plan|a study plan|a birthday message|a poem for my mother|lyrics|a dialogue|a film script|a press release".split(
    "|"
)
_EN_LANGUAGES = "french|spanish|german|chinese|japanese|korean|italian|russian|arabic|hindi|portuguese|english|latin|dutch|turkish|greek".split(
    "|"
)
_EN_WORKS = "romeo and juliet|war and peace|the lord of the rings|harry potter|the matrix|titanic|inception|star wars|the godfather|don quixote|moby dick|1984|the great gatsby|dune|the odyssey|frozen|avatar|journey to the west|the three-body problem".split(
    "|"
)

_ZH_THINGS = "爱情|量子力学|黑洞|恐龙|咖啡|象棋|民主|通货膨胀|光合作用|互联网|区块链|机器学习|人工智能|神经网络|Python|Java|数据库|前端开发|操作系统|心脏|睡眠|梦|音乐|爵士乐|古诗|唐诗|宋词|哲学|经济学|历史|罗马帝国|二战|法国大革命|火星|引力|相对论|进化论|基因|疫苗|病毒|癌症|糖尿病|头痛|瑜伽|冥想|跑步|游泳|足球|篮球|网球|做饭|红烧肉|饺子|火锅|面包|奶酪|红酒|啤酒|绿茶|巧克力|养花|玫瑰|猫|狗|马术|鲸鱼|鲨鱼|蜘蛛|汽车|高铁|飞机|自行车|火箭|电脑|手机|相机|机器人|社交媒体|市场营销|创业|股票|基金|比特币|税收|房贷|保险|法律|合同|婚姻|孩子教育|大学|高考志愿|论文|小说|电影|电视剧|游戏|绘画|雕塑|摄影|时尚|旅游攻略|酒店|海滩|火山|地震|气候变化|垃圾分类|太阳能|核能|电池|黄金|钻石|外星人|鬼|魔术|宗教|佛教|友谊|幸福|金钱|工作压力|焦虑|自信|英语语法|日语|汉字|质数|微积分|线性代数|概率论|编程|算法|茶艺|书法|京剧|太极拳|中医|减肥|护肤|理财|考研|面试|简历|租房|装修|宠物|星际穿越|孔子思想|三国演义|红楼梦|长城|故宫|丝绸之路|航母|芯片|新能源汽车|元宇宙|云计算|5G|大数据".split(
    "|"
)
_ZH_PEOPLE = "刘德华|周杰伦|张学友|王菲|成龙|李小龙|姚明|马云|马化腾|雷军|任正非|鲁迅|李白|杜甫|苏轼|孔子|老子|秦始皇|武则天|曹操|诸葛亮|孙悟空|爱因斯坦|牛顿|居里夫人|特斯拉|图灵|达芬奇|莎士比亚|贝多芬|莫扎特|拿破仑|林肯|奥巴马|马斯克|乔布斯|比尔盖茨|梅西|C罗|乔丹|科比|泰勒斯威夫特|金庸|古龙|钱钟书|杨绛|莫言|余华|屠呦呦|袁隆平|钟南山|刘翔|郎平|谷爱凌|黄晓明|赵丽颖|杨幂|胡歌|沈腾|美国总统|英国国王|法国总统|苹果公司的CEO".split(
    "|"
)
_ZH_JOBS = "一首诗|一首歌|一个故事|一篇作文|一封信|一封邮件|一份简历|一份求职信|一篇演讲稿|一个笑话|一个谜语|一条微博|一篇博客|一份报告|一份总结|一份商业计划|一个菜谱|一段Python代码|一个函数|一条SQL|一个正则表达式|一个网页|一句广告语|一段文案|一份辞职信|一份会议纪要|一份健身计划|一份食谱|一份旅行计划|一份学习计划|一段祝福语|歌词|一段对话|一个剧本|一篇小说|一副对联|一首七言绝句|一段情话".split(
    "|"
)

_TALK = {
    ("greeting", False): talk.GREETING_EN + talk_told.GREETING_EN,
    ("greeting", True): talk.GREETING_ZH + talk_told.GREETING_ZH,
    ("identity", False): talk.IDENTITY_EN + talk_told.IDENTITY_EN,
    ("identity", True): talk.IDENTITY_ZH + talk_told.IDENTITY_ZH,
    ("thanks", False): talk.THANKS_EN + talk_told.THANKS_EN,
    ("thanks", True): talk.THANKS_ZH + talk_told.THANKS_ZH,
    ("bye", False): talk.BYE_EN + talk_told.BYE_EN,
    ("bye", True): talk.BYE_ZH + talk_told.BYE_ZH,
}
_BEYOND_EN = out_of_reach.EN + out_of_reach_told.EN
_BEYOND_ZH = out_of_reach.ZH + out_of_reach_told.ZH


def small_talk(chance: random.Random, kind: str, *, chinese: bool) -> str:
    """A greeting, a question about the assistant, thanks or a goodbye."""
    return spoken(chance.choice(_TALK[kind, chinese]), chance)


def beyond(chance: random.Random, today, *, chinese: bool) -> str:
    """Something out of reach."""
    pattern = chance.choice(_BEYOND_ZH if chinese else _BEYOND_EN)
    text = spoken(pattern, chance)
    for name in ("x2", "x", "person", "job", "lang", "work", "place", "day", "year"):
        while "{" + name + "}" in text:
            text = text.replace("{" + name + "}", _value(name, chance, today, chinese), 1)
    return text


def _value(name: str, chance: random.Random, today, chinese: bool) -> str:
    if name in ("x", "x2"):
        return _thing(chance, chinese)
    if name == "person":
        if chance.random() < 0.4:
            return (
                chance.choice("王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗")
                + han(chance, chance.choice((1, 2, 2)))
                if chinese
                else f"{word(chance)} {word(chance)}".title()
            )
        return chance.choice(_ZH_PEOPLE if chinese else _EN_PEOPLE)
    if name == "job":
        return chance.choice(_ZH_JOBS if chinese else _EN_JOBS)
    if name == "place":
        return chance.choice(ZH_PLACES if chinese else EN_PLACES)
    if name == "day":
        return zh_day(chance, today) if chinese else en_day(chance, today)
    if name == "year":
        return str(chance.randint(1950, 2030))
    return chance.choice(_EN_LANGUAGES if name == "lang" else _EN_WORKS)


def _thing(chance: random.Random, chinese: bool) -> str:
    roll = chance.random()
    if chinese:
        if roll < 0.6:
            return chance.choice(_ZH_THINGS)
        if roll < 0.65:
            return chance.choice(ZH_FEASTS) + chance.choice(
                ("的由来", "的习俗", "的传说", "吃什么", "的意义")
            )
        return han(chance, chance.choice((2, 2, 3, 4)))
    if roll < 0.55:
        return chance.choice(_EN_THINGS)
    if roll < 0.6:
        return f"the {chance.choice(('history', 'origin', 'meaning', 'traditions'))} of {chance.choice(EN_FEASTS)}"
    if roll < 0.75:
        return chance.choice(_WORDS)
    if roll < 0.85:
        return f"{chance.choice(_WORDS)} {chance.choice(_WORDS)}"
    return word(chance)


_WORDS = "apple table window garden river stone cloud engine letter market bridge forest island kitchen ladder mirror needle orange pencil rabbit saddle ticket valley winter yellow zebra anchor basket candle dragon eagle feather ginger hammer insect jacket kettle lemon magnet napkin oyster pepper quartz ribbon silver tunnel umbrella velvet wallet button camera desert empire finger guitar honey island jungle knight lizard museum nature ocean palace queen rocket shadow temple uncle village weapon answer balance career danger energy future growth health impact justice knowledge logic memory notion option policy quality reason system theory unity value wisdom account budget client design effect factor growth income labor method network output profit record sample target update version agent border charge damage effort figure ground height injury judge kernel launch matter number object period result scheme travel volume worker algorithm protocol compiler thread socket server browser cookie session token cache queue stack heap tree graph vector matrix tensor gradient integral theorem lemma proof axiom prime fraction decimal angle circle square triangle cube sphere volcano glacier canyon meadow swamp harbor lighthouse cathedral castle pyramid statue fountain carnival orchestra violin trumpet drum melody rhythm chorus opera ballet theatre comedy tragedy legend myth fable proverb grammar verb noun syllable vowel accent dialect idiom slang passport visa customs luggage hostel cruise safari trek kayak surf snowboard marathon triathlon goalkeeper striker referee stadium trophy medal champion league tournament vitamin protein calcium iron fiber allergy fever cough flu asthma bandage surgeon nurse dentist pharmacy therapy diet sofa carpet curtain pillow blanket oven fridge toaster blender dishwasher vacuum broom ladder paint brush nail screw hammer drill".split()

# ruff: noqa: E501, SIM905 (lists of phrases)
"""What people say that no tool answers: greetings, thanks, and everything out of reach."""

import random

from training.phrasing import spoken
from training.values import (
    EN_FEASTS,
    EN_PLACES,
    ZH_FEASTS,
    ZH_PLACES,
    en_day,
    han,
    word,
    zh_day,
)

GREETING_EN = (
    "(hi|hello|hey|hiya|yo|howdy|good morning|good evening|good afternoon|greetings|hello there|hi there|hey there|hey hey|morning|evening|hi bot|hello friend|hey buddy|hi everyone|helo|hii|heyy|sup|what's up|hello world|good day|welcome|hallo)(!|.|?|| ^^|!!|, friend|, assistant| again|~)",
    "(hi|hello|hey|good morning)(,|!|) (how are you|how are you doing|how's it going|how is your day|what's up|nice to meet you|are you there|anyone there|how do you do|you ok|all good)(?|| today?| today)",
    "(how are you|how are you doing|how do you do|how's it going|are you there|anybody home|nice to meet you|how is life|how have you been|you there|is anybody here|pleased to meet you|long time no see|how's your day|test|testing|ping)(?|!|| today?)",
)
GREETING_ZH = (
    "(你好|您好|嗨|哈喽|喂|哈啰|早上好|早安|下午好|晚上好|中午好|早|大家好|你好啊|嗨嗨|哈罗|你好呀|在不|在吗|在么|有人吗|hi|hello|你在吗|晚安好|好久不见|早啊|嘿|上午好|您好呀|小助手你好|机器人你好|你们好)(！|。|？||~|啊|呀|，很高兴认识你|，在吗|，你好吗|！！)",
    "(最近怎么样|你好吗|吃了吗|忙吗|近来可好|最近好吗|你今天好吗|今天过得怎么样|你还好吗|初次见面|很高兴认识你|测试|测试一下)(|？|！|啊)",
)
IDENTITY_EN = (
    "(who|what) are you(?|, exactly?| really?|| anyway?|, please?)",
    "what(| else) (can|could) (you|u|this bot|this assistant|the assistant|it) (do|help with|help me with|answer)(?|| for me?| here?)",
    "(are you|r u) (a robot|human|a bot|a real person|an ai|chatgpt|gpt-4|a language model|alive|claude|siri|a person|gemini|alexa|llama|deepseek|qwen|smart)(?||, or what?)",
    "(what's|what is|whats|tell me) your name(?||, please?)",
    "(introduce yourself|tell me about yourself|describe yourself|who made you|who created you|who built you|what model are you|which model are you|which model is this|what is this|what are you good at|what tools do you have|what do you know|your name|help|how do you work|how can you help me|what are your abilities|what are your skills|what kind of questions can i ask|what should i ask you|how do i use this|how do i use you|who am i talking to|what's kagentsys|what is kagentsys|what does this bot do|commands|features|list your tools|which tools can you use|who developed you|which llm do you run)(?|||.|, please)",
)
IDENTITY_ZH = (
    "(你|您)(是|到底是|究竟是)(谁|什么|什么东西|哪位|什么模型|机器人|人吗|真人吗|机器人吗|ChatGPT吗|AI吗|人工智能吗|哪家公司的|谁做的|谁开发的|谁创造的|大模型吗|哪个模型)(|？|啊|呀|呢)",
    "(你|您|你们|这个机器人|你都|你到底)(能|会|可以|能够)(做|干|帮我做|帮我|回答)(什么|些什么|啥|哪些事|哪些问题|点什么|点啥|什么事)(|？|啊|呢|呀)",
    "(你叫什么|你叫什么名字|你的名字|自我介绍一下|介绍一下你自己|介绍你自己|说说你自己|你有什么功能|有什么功能|怎么用|你怎么用|帮助|功能介绍|你有哪些工具|你用的什么模型|这是什么|你懂什么|你擅长什么|我可以问你什么|可以问什么|能问什么|你有什么本事|你有名字吗|怎么称呼你|KAgentSys是什么|你背后是什么模型|你会些什么|你有啥用|使用说明|你的功能有哪些)(|？|啊|呢|呀)",
)
THANKS_EN = (
    "(thanks|thank you|thx|thanks a lot|many thanks|thank you so much|ty|cheers|great, thanks|cool thanks|ok thanks|perfect, thank you|thanks for your help|much appreciated|thanks mate|appreciate it|nice, thanks|got it, thanks|thank you very much|awesome, thanks|that helps, thank you|tysm|wonderful, thank you)(!|.||!!| ^^| bot)",
)
THANKS_ZH = (
    "(谢谢|多谢|感谢|谢谢你|谢谢您|谢啦|谢了|非常感谢|太感谢了|谢谢啦|好的谢谢|好的，谢谢|辛苦了|麻烦你了|太好了，谢谢|感恩|明白了，谢谢|3q|谢谢帮忙|你真棒，谢谢|谢谢您的帮助|十分感谢)(|！|。|啦|~|哈)",
)
BYE_EN = (
    "(bye|goodbye|bye bye|see you|see you later|cya|good night|talk to you later|ok bye|that's all|that's all for now|later|farewell|see ya|have a nice day|gotta go|i'm off|until next time|ok, that's it, bye|take care)(!|.||!!|, bot)",
)
BYE_ZH = (
    "(再见|拜拜|拜|回头见|下次见|晚安|明天见|好的再见|我走了|先这样|就这样吧|没事了|回聊|好的拜拜|下次聊|我先下了|告辞|886|没别的事了)(|！|。|啦|~)",
)

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

_EN_BEYOND = (
    "(who|what) (is|was) {x}?",
    "(tell me|teach me|talk to me|explain|explain to me|give me some facts|i want to learn) (about|something about|more about|everything about|) {x}",
    "(what do you think|what's your opinion|how do you feel) (about|of|on) {x}?",
    "(how|why|when|where) (does|do|did|is|are|was) {x} (work|happen|exist|matter|begin|start|come from|grow|spread|get made|become popular)?",
    "(write|compose|draft|create|make|generate|write me|give me|help me write|can you write|please write|come up with) {job} (about|on|for|regarding|) {x}",
    "(write|compose|draft|create|make|tell me|give me|help me write|can you write) {job}(| please|, a funny one|, short)",
    "(how|where) (do i|can i|should i|could i|to) (learn|make|cook|buy|fix|repair|build|get|find|sell|clean|improve|stop|start|grow|choose|install|use|understand|draw|train|play) {x}?",
    "(can you|could you|please|would you|i want you to) (recommend|suggest|find me|list|name|show me|pick) (some|a good|the best|a few|five|ten|cheap) {x}( books| apps| courses| websites| shops| videos| songs|)",
    "(who|which person|which company|which team) (invented|discovered|wrote|painted|composed|founded|won|directed|killed|married|built|designed|owns|leads|created) {x}?",
    "(translate|say|how do you say) (this|'good night'|'i love you'|hello|'thank you'|'{x}'|the word '{x}') (to|into|in) {lang}(| please)",
    "(summarize|summarise|review|explain the plot of|tell me the plot of|who wrote|analyse) {work}(| in two sentences| for me| briefly)",
    "(what is|what's) the (capital|population|currency|language|president|flag|area|history|national anthem|gdp|time zone|religion|king) of (france|mongolia|brazil|{place}|china|japan|egypt|canada|peru|{place}|norway|kenya|india|chile)?",
    "(latest|breaking|today's|any) (news|headlines|gossip)(| about {x}| on {x}| from {place}| in {place}| today)",
    "(what is|what's) the (price|stock price|share price|exchange rate|cost|market cap|value) of (tesla|apple|gold|bitcoin|oil|the euro|{x}|nvidia|a house in {place}|the dollar)(| today| now|)?",
    "(book|order|reserve|buy|get me|cancel|find) (a table|a flight|a hotel|a taxi|tickets|a train ticket|a pizza|a room|flowers|food|an appointment) (for two|to {place}|in {place}|for {day}|for tonight|near me|)",
    "(remind me|set an alarm|set a timer|wake me|schedule a meeting|send an email|send a message|call my mom|add an event|create an event) (for {day}|on {day}|to {place}|at seven|in ten minutes|{day}|to my boss|about {x}|)",
    "(fix|debug|review|refactor|optimize|explain|improve) (this|my|the) (code|function|script|sentence|essay|bug|program|query|paragraph|text|error)(|: print('hi'|: for i in range(10)| please|: {x})",
    "(i feel|i am|i'm|i've been feeling|my friend is|my wife is|my boss is) (sad|tired|lonely|bored|angry|happy|stressed|anxious|sick|in love|lost|depressed|hungry|worried|confused|heartbroken|nervous)(| today|, what should i do?|, help me| about {x}| because of {x})",
    "(should i|shall i|is it ok to|is it safe to|would it be wise to|do you think i should) (quit my job|move to {place}|buy a house|learn {x}|marry her|invest in {x}|get a dog|go to university|eat {x}|call him|study {x}|change my name|take a nap)?",
    "(what|which) (movie|book|song|restaurant|phone|laptop|car|game|language|gift|wine|series|dish|city|course|podcast) (should i|do you|can i|would you) (watch|read|buy|learn|play|recommend|try|choose|visit|cook)(| tonight| {day}| for {x}|)?",
    "who (won|lost|played in|hosted|will win) (the world cup|the super bowl|the election|the oscars|the olympics|the champions league|the nobel prize|the game|the match|wimbledon|the grand prix|eurovision) (in {year}|{day}|{year}|last night|this year|)?",
    "when (was|did|were|is) ({person}|{x}|{work}|the berlin wall|the titanic|the war|america|the pyramids|the company) (born|die|invented|built|discovered|published|released|end|sink|fall|founded|made|married|arrive|finished)?",
    "how (tall|old|big|heavy|rich|fast|deep|far|long|high|strong|popular|expensive) is ({person}|mount everest|the eiffel tower|the sun|a blue whale|{x}|the nile|the great wall|a giraffe|the pacific|{place}|a marathon)?",
    "(open|browse|read|visit|go to|summarize|look at|fetch|check|download) (https://example.com|www.wikipedia.org|http://{x}.com|this link|the page https://news.site/{x}|my email|my calendar app|the file report.pdf)(| and summarize it| and tell me what it says| please|)",
    "(search|google|look up|search the web for|find information on|look online for|wikipedia:) {x}(| online| on the web| please|)",
    "(sing|draw|paint|show me|play|make|design|generate) (a picture|a song|some music|a video|an image|a logo|a game|a chart|a cat) (of {x}|for me|about {x}|please|)",
    "(why|how come) (is the sky blue|do we dream|do cats purr|do people lie|is the ocean salty|do leaves fall|do we yawn|are {x} so popular|did {person} do that|is {x} so hard|do birds sing)?",
    "(is there|are there|does|do) (life on mars|a god|aliens|ghosts|free will|a meaning of life|{x} in {place}|anyone like {person}|a cure for {x})(| exist|)?",
    "(tell me|do you know|give me) (a joke|a fun fact|a secret|a story|a riddle|something interesting|something funny|a quote|a tongue twister|your favourite {x})(| about {x}| please|)",
    "(my|our) (laptop|phone|car|printer|wifi|tv|computer|washing machine|sink|heater|bike|game) (won't turn on|is broken|is slow|doesn't work|keeps crashing|makes a noise|got wet|overheats)(|, help|, what now?|, please help)",
    "(best|top ten|cheapest|famous|good) (restaurants|hotels|museums|beaches|parks|schools|places to visit|bars|things to do|shops) in {place}(| {day}|)",
    "(compare|what is the difference between|which is better,) {x} (and|or|with) {x2}?",
    "{person}(| age| wife| husband| biography| net worth| movies| height| songs|)",
    "(how many) (people live in {place}|planets are there|countries are there|bones does a human have|legs has a spider|calories are in {x}|stars are in the sky|languages are there|books did {person} write|children does {person} have|apples do you like|moons has jupiter|users does {x} have|players are in a team|hours should i sleep|cups of tea are too many)?",
    "(tell me about|what happened in|describe|what was important in|summarize) (the year {year}|{year}|history in {year}|{place} in {year}|politics in {year}|the economy of {place} in {year})",
    "(let's|can we|i want to|do you want to) (play|talk|chat|chat about {x}|talk about {x}|play chess|play a game|be friends|debate {x}|roleplay|argue)",
    "{x}",
    "{x}?",
    "(lol|haha|ok|okay|hmm|wow|nice|cool|no|yes|maybe|sure|what|why|really|whatever|i see|right|great|good|fine|huh|oh|damn|omg|idk|never mind|stop|go on|continue|more|again|sorry|wrong|that's wrong|not true|bad answer|you're wrong|i don't understand)(|!|?|.)",
    "(i love|i hate|i like|i miss|i need|i want|i found|i lost|i bought|i saw) {x}(| a lot| so much| {day}|)",
    "(is|are|was) {x} (good|bad|dangerous|healthy|real|expensive|legal|true|dead|alive|old|useful|popular|better than {x2})(|?| in {place}?)",
    "(act as|pretend to be|be|you are now|imagine you are) (a pirate|my teacher|a doctor|{person}|a lawyer|a chef|my girlfriend|a linux terminal|an expert in {x})",
    "(what|which) (animals|plants|foods|books|people|companies|countries|words) (live in|grow in|come from|are in|belong to|rhyme with|are like) ({place}|{x}|the sea|the desert|{place})?",
    "convert (10 miles|5 kg|{x}|100 dollars|30 celsius|three cups|a pdf|my file) (to|into) (kilometers|pounds|euros|fahrenheit|grams|word|{x}|feet)",
    "(what time is it|current time|time|what's the time)( in {place}| in {place}|)(?|)",
    "(what did|what does|what will|where did|where does|why did) {person} (do|say|live|study|eat|die of|write|sing|believe|go|win)(| in {year}| {day}|)?",
    "the (meaning|definition|origin|spelling|pronunciation|opposite|plural) of {x}",
    "(what does) {x} (mean|stand for|do|cost|taste like|look like|eat|consist of)?",
    "(give me|list|name|i need) (five|ten|three|some|a few) (ideas|reasons|tips|examples|facts|names|questions|quotes|arguments) (for|about|against|on) {x}",
    "(plan|organise|help me plan) (a trip to {place}|a party|a party for {day}|my week|my wedding|a weekend in {place}|dinner|my holiday in {place} {day})",
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
_ZH_BEYOND = (
    "(谁是|介绍一下|说说|讲讲|你知道|你认识|听说过|我想了解|给我讲讲)({x}|{person})(|吗|？|的故事|的历史|的原理)",
    "{x}(是什么|是什么意思|是啥|是怎么回事|有什么用|好不好|的原理是什么|有什么特点|怎么入门|难吗|有哪些种类|怎么样|贵吗|有意思吗|的好处|的起源|的历史|值得学吗|怎么学)(|？|啊|呢)",
    "({person})(是谁|多高|多大|的老婆是谁|老婆是谁|的丈夫是谁|是哪里人|结婚了吗|有几个孩子|的代表作|什么时候出生|哪一年出生的|演过什么电影|唱过什么歌|的生平|多少岁了|是怎么死的|住在哪|有多少钱|毕业于哪里|为什么出名)(|？|啊)",
    "(写|帮我写|给我写|请写|创作|来|编|生成|替我写)({job})(|，关于{x}|，主题是{x}|吧|，要短|，要有趣)",
    "(写|帮我写|给我写)(一首关于{x}的诗|一篇关于{x}的文章|一篇{x}的作文|一段关于{x}的介绍|个关于{x}的故事|一段{x}的代码)",
    "(怎么|如何|怎样)(学习|做|买|修|选择|提高|避免|开始|安装|使用|理解|养|治疗|制作|申请|准备|保存|清洗|挑选){x}(|？|啊|呢|比较好)",
    "(推荐|帮我推荐|给我推荐|有没有)(几本|一些|几个|好的|好看的)(书|电影|小说|歌|餐厅|游戏|电视剧|课程|景点|手机|关于{x}的书|{x}的网站)(|吧|吗|？)",
    "(把|将|请把)(“{x}”|“早上好”|“我爱你”|这句话|{x}|下面的话)(翻译成|译成|用)(英语|日语|法语|韩语|德语|西班牙语|英文|俄语|文言文)(|怎么说)",
    "{x}(用|的)(英语|日语|法语|英文|韩语)怎么说？?",
    "(法国|日本|美国|巴西|蒙古|埃及|加拿大|英国|泰国|{place}|印度|俄罗斯|德国|意大利|韩国)(的|)(首都|人口|货币|面积|总统|语言|国旗|GDP|省会|特产|美食|历史|房价|景点|大学|经济)(是什么|在哪里|有多少|是哪里|是多少|是谁|有哪些|怎么样)(|？)",
    "(最近|今天|最新|近期)(有什么|有啥|的|有哪些)(新闻|大事|热点|消息|八卦|头条)(|？|吗)",
    "({x}|比特币|黄金|茅台|特斯拉|苹果|腾讯|原油|美元|房子)(现在|今天|目前|)(多少钱|价格是多少|股价多少|汇率是多少|涨了吗|值多少钱|值得买吗)(|？)",
    "(帮我|给我|替我|请)(订|买|预订|取消|抢|叫)(一张|一个|一间|)(去{place}的机票|{day}的火车票|酒店|外卖|出租车|电影票|餐厅|奶茶|{place}的酒店|门票)(|吧)",
    "(提醒我|叫我|帮我定个闹钟|设个闹钟|帮我安排|添加日程|发邮件给老板|打电话给我妈|给小王发消息)(|{day}开会|{day}|，{day}|说我迟到了|去买菜|早起|关于{x})",
    "(我|我朋友|我老公|我同事)(今天|最近|)(很|好|有点|非常)(难过|累|孤独|无聊|生气|开心|焦虑|迷茫|失恋了|郁闷|紧张|想哭|饿|害怕|伤心)(|，怎么办|了|，陪我聊聊|，安慰我一下)",
    "(我|)(应该|该不该|要不要|可以)(辞职|换工作|买房|考研|学{x}|分手|结婚|投资{x}|去{place}生活|养猫|读博|减肥|创业|表白)(|吗|？|呢)",
    "(今晚|中午|周末|{day}|明天早上|晚上)(吃什么|看什么电影|干什么好|去哪玩|吃什么好|玩什么|穿什么好看|做什么菜)(|？|呢|啊)",
    "({year}年|{year}|上届|去年|这届|{year}年的)(世界杯|奥运会|春晚|欧冠|诺贝尔奖|奥斯卡|选秀|NBA总决赛|亚运会|欧洲杯|电竞总决赛)(冠军是谁|谁赢了|在哪里举办|的结果|谁拿了冠军|是谁|主持人是谁|金牌榜)(|？)",
    "(珠穆朗玛峰|埃菲尔铁塔|太阳|蓝鲸|长城|黄河|月亮|姚明|大象|长江|{x}|地球|马里亚纳海沟)(有|)(多高|多大|多长|多重|多远|多深|多快|多少米|多少公里|多热)(|？|啊)",
    "(打开|浏览|看看|总结|读一下|访问|抓取|下载)(https://example.com|www.baidu.com|这个链接|这个网页|http://{x}.cn|我的邮箱|附件|这篇文章|这个文件)(|看看|的内容|，告诉我说了什么|并总结)",
    "(搜索|搜一下|百度|百度一下|上网查|网上查一下|谷歌|搜搜){x}(|的资料|怎么样|相关信息|最新消息)",
    "(画|唱|播放|放|做|生成|设计)(一张|一首|一段|个|)(图|歌|音乐|视频|{x}的图片|logo|画|周杰伦的歌|小游戏|海报)(|吧|给我|给我看看)",
    "(为什么|为啥|为何)(天是蓝的|人会做梦|猫怕水|海水是咸的|树叶会掉|人要睡觉|{x}这么火|{person}这么有名|会打哈欠|飞机能飞|我总是很困|{x}这么贵|月亮会变)(|？|呢)",
    "(世界上有|有没有|存在|你相信)(外星人|鬼|神|永动机|{x}|时间旅行|命运|爱情|来世)(吗|么|吗？)",
    "(讲|来|说|给我讲)(个|一个|几个)(笑话|故事|冷笑话|段子|鬼故事|秘密|谜语|脑筋急转弯|关于{x}的笑话|童话)(|吧|听听|给我听)",
    "(我的|我家)(电脑|手机|汽车|打印机|网络|电视|洗衣机|空调|冰箱|耳机|水管)(坏了|打不开|很慢|不能用了|老是死机|有怪声|进水了|漏水)(|，怎么办|，怎么修|，救命)",
    "{place}(有什么好玩的|有什么好吃的|的美食|旅游攻略|有哪些景点|有多少人|有几所大学|房价|怎么走|在哪个省|的历史|离我多远|有什么特产|有地铁吗|好玩吗)(|？|啊)",
    "({x})(和|与|跟)({x2})(哪个好|有什么区别|的区别是什么|哪个更难|什么关系|选哪个)(|？)",
    "(有|世界上有|一共有)(多少个国家|多少人|几大洲|多少种语言|几颗行星|多少种{x}|多少个民族)(|？)",
    "({x}|{person})",
    "(哈哈|嗯|哦|好|好的|不|是|对|可以|行|啊|什么|为什么|真的吗|算了|继续|再说一遍|不对|错了|你错了|你真笨|我不懂|然后呢|没听懂|无聊|呵呵|嗯嗯|666|好吧|随便|不知道|停|真棒|厉害|换一个|还有呢|是吗|怎么会)(|。|！|？|吧|呀)",
    "(我爱|我讨厌|我喜欢|我想|我不喜欢|我想吃|我想买|我在看|我丢了|我想要){x}(|啊|了|怎么办)",
    "(你|您)(爱我吗|几岁了|结婚了吗|是男是女|喜欢{x}吗|有女朋友吗|会唱歌吗|会写代码吗|住在哪里|吃饭了吗|累不累|开心吗|喜欢我吗|觉得{x}怎么样|怎么看{person})(|？)",
    "(扮演|假装你是|你现在是|模仿)(海盗|我的老师|医生|{person}|律师|厨师|我女朋友|猫|客服|{x}专家)(|，跟我说话|吧)",
    "(现在|)(几点了|几点|什么时间了|{place}现在几点|{place}几点了)(|？|啊)",
    "(总结|分析|评价|解读|介绍)(一下|)(红楼梦|三体|西游记|水浒传|{x}|{person}|这篇文章|{year}年的经济|哈姆雷特|流浪地球)(|的情节|的主题|吧)",
    "(10公里|5公斤|100美元|三斤|一英里|{x})(等于多少|换算成|是多少)(米|磅|人民币|英镑|克|公里|日元)(|？)",
    "(谁|哪个人|哪家公司)(发明了|发现了|写了|画了|创立了|导演了|统一了|打败了|提出了)({x}|{x}|相对论|六国|苹果)(|？)",
    "(给我|列出|说出)(五个|三个|十个|几个)(关于{x}的|)(建议|理由|例子|点子|名字|问题|事实)(|吧|，关于{x})",
    "({year}年|{year})(发生了什么|有什么大事|的大事件|的历史|谁是总统|经济怎么样|有什么电影|流行什么)(|？)",
    "(解释|讲解|说明|科普)(一下|){x}(|，要通俗|的意思|给小学生听|的工作原理)",
    "{person}(和{person}|{day}|)(干什么|在哪|说了什么|去哪了|是什么关系|有演唱会吗)(|？)",
)


def small_talk(chance: random.Random, kind: str, *, chinese: bool) -> str:
    """A greeting, a question about the assistant, thanks or a goodbye."""
    table = {
        ("greeting", False): GREETING_EN,
        ("greeting", True): GREETING_ZH,
        ("identity", False): IDENTITY_EN,
        ("identity", True): IDENTITY_ZH,
        ("thanks", False): THANKS_EN,
        ("thanks", True): THANKS_ZH,
        ("bye", False): BYE_EN,
        ("bye", True): BYE_ZH,
    }
    return spoken(chance.choice(table[kind, chinese]), chance)


def beyond(chance: random.Random, today, *, chinese: bool) -> str:
    """Something out of reach."""
    pattern = chance.choice(_ZH_BEYOND if chinese else _EN_BEYOND)
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

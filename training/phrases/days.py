# ruff: noqa: E501 (lists of phrases)
"""How people ask about a day: its weekday, lunar date, zodiac, work."""

DAY_WEEKDAY_EN = (
    "(what|which) (day of the week|weekday|day) (is|was|will be|does|is it on|did we have on|falls on) <d>( fall on| be|)",
    "(what|which) (weekday|day of the week|day) (is|was) it (on|) <d>?",
    "on (what|which) (day|weekday|day of the week) (does|did|will|is|was) <d>( fall| land| be|)",
    "is <d> a (monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend)",
    "weekday (of|for|on) <d>",
    "day of (the |)week (for|of|on) <d>",
    "<d> (weekday|is what day|which weekday|what day is it|day of week|what day)",
    "(what's|whats|what is) the (weekday|day of the week|day) (of|on|for) <d>?",
    "(what day|which weekday|what weekday) (does|will|is) (<f>|<d>)( fall on| be| land on|)( this year|)",
    "was <d> a (monday|tuesday|wednesday|thursday|friday|saturday|sunday)",
    "i was born on <d>, what (day|weekday|day of the week) was (it|that)",
    "(what|which) weekday did (the concert|the accident|the election|the landing|the wedding|the storm|the premiere|the treaty) (of|on) <d> (happen|fall on|take place|fall)",
    "my (meeting|flight|appointment|exam) is on <d>, (what|which) (day|weekday) is that?",
    "(can you say|say|find out) (what|which) (weekday|day of the week) <d> (is|was|will be|falls on|fell on)",
    "(does|did|will) <d> (fall|land|come) on a (weekend|monday|weekday|sunday|saturday|friday)?",
    "<d>(:|,|-|=|) (weekday|which day of the week|what day|day of the week|mon or tue|what weekday)?",
    "(we|they|my parents|she) (married|met|moved|graduated|was born|arrived|left) on <d>(. which day of the week|, what weekday|. what day of the week was that|, which weekday was that)?",
    "(the party|the exam|the flight|our trip|the release|the game|my birthday|the hearing) is on <d>(; which weekday|. what day of the week|, what weekday is it|, so which day of the week)?",
    "(what|which) day of the week (is it|was it|will it be|do we have) (on |)<d>?",
    "(what day is it|which day is it|which day of the week is it) <d>?",
    "(is it|was it|will it be) a (monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekday|weekend) (on |)<d>?",
    "(weekday|day name|name of the day)(,| please|) <d>",
    "tell me the day (name |of the week |)for <d>",
)
TODAY_WEEKDAY_EN = (
    "(what|which) (day|weekday|day of the week) (is it|is today|is it today|do we have|do we have today|are we on)",
    "what's today?",
    "what is today",
    "(today is|today's) (what|which) (day|weekday)",
    "what day of the week is it (now|today|)",
    "is it (monday|friday|the weekend|sunday|tuesday) (today|already|yet|)",
)
TODAY_DATE_EN = (
    "(what's|what is|whats) (the date|today's date|the date today|the current date|todays date|the date of today)",
    "(today's|current) date",
    "what date (is it|is today|do we have)(| today)",
    "which date is it today",
    "date today",
    "give me today's date",
)
DAY_LUNAR_EN = (
    "(what's|what is|whats|give me|find|show me|look up) (the lunar date|the chinese date|the chinese calendar date|the lunar calendar date|the chinese lunar date) (of|for|on) <d>?",
    "lunar date (of|for|on|) <d>",
    "<d> (in|on|by) the (chinese|lunar|chinese lunar) calendar( please|)",
    "what (is|was|will be) <d> in the (chinese|lunar|chinese lunar) calendar?",
    "(convert|translate|turn|change) <d> (to|into) (the lunar|a lunar|the chinese lunar|the chinese) (date|calendar)",
    "which (lunar day|lunar date|day of the lunar calendar|day of the lunar month) (is|was|falls on) <d>?",
    "<d> lunar(| date| calendar)",
    "what lunar (day|date|month) is (it |)(<d>|on <d>)",
    "(how|what) (is|do you write|would you write|do you call) <d> (in|by|according to) the (lunar|chinese|traditional chinese) calendar?",
    "(lunar|chinese) (equivalent|calendar day|calendar date|date) (of|for|on|to) <d>?",
    "(i was|she was|my grandma was) born (on |)<d>(, what's the lunar date|, what is my lunar birthday|. lunar birthday|, what's that in the lunar calendar)?",
    "<d>(,| -|:) (lunar|chinese lunar|chinese calendar|lunar date|in lunar)?",
    "(which|what) (chinese|lunar) (month and day|day|date) (is|was|will be|corresponds to|matches) <d>?",
)
TODAY_LUNAR_EN = (
    "what (is|'s) the lunar date(| today| now)",
    "(today's|current) (lunar|chinese) date",
    "what's today in the (lunar|chinese) calendar?",
    "which lunar (day|month) is it",
    "lunar date now",
)
DAY_BOTH_EN = (
    "(what|which) (weekday|day of the week|day) is <d> and what (is|'s) (its|the) lunar date?",
    "(give me|tell me|show me|find|what are) (the weekday|the day of the week) and (the |)lunar date (of|for|on) <d>",
    "for <d>, (what's|give me|what is) (the weekday|the day of the week) and the (lunar|chinese) date?",
    "<d>: weekday and lunar date",
    "(weekday|day of week) (and|plus|&) lunar date (of|for|on) <d>",
    "what is the lunar date of <d> and which (weekday|day of the week|day) is it?",
    "lunar date and weekday (of|for|on) <d>?",
)
DAY_ZODIAC_EN = (
    "(what|which) (chinese zodiac|zodiac animal|zodiac|chinese zodiac sign|animal sign|animal|chinese animal) (is|was|does|goes with|belongs to|for|of) (<d>|<y>|the year <y>|someone born on <d>|a person born in <y>|a child born on <d>|someone born in <y>)",
    "chinese zodiac (of|for) (<y>|<d>)",
    "<y> is the year of (what|which) (animal|zodiac)",
    "year of the (what|which animal) is <y>?",
    "i was born (in <y>|on <d>), what's my (chinese zodiac|animal|zodiac animal)",
    "zodiac animal (of|for) the year <y>",
    "which animal rules <y>?",
    "what animal year (is|was) <y>?",
    "is <y> a (dragon|tiger|rabbit|snake|horse|pig|rat) year?",
    "(what|which) (animal|zodiac animal|chinese zodiac sign|zodiac) (am i|is he|is she|is my son|would i be|is my grandpa) if (born|i was born|he was born) (in|on) (<y>|<d>)?",
    "(someone|people|kids|a baby|my sister) born (in|on) (<y>|<d>)(:| is| are| has| -) (which|what) (zodiac|chinese zodiac|animal|zodiac animal)?",
    "(chinese |)zodiac (animal|sign|) (in|for|of|year) (<y>|<d>)(| please)?",
    "<y>(,|:|-) (which animal|what zodiac|zodiac|chinese zodiac|animal)?",
    "what('s| is) the (chinese |)(zodiac|animal|zodiac animal) (of|for) (<y>|<d>|a <y> baby|people of <y>)?",
)
DAY_SIGN_EN = (
    "(what|which) (star sign|constellation|horoscope sign|sun sign|astrological sign) (is|was|goes with|belongs to|has) (<d>|someone born on <d>|a person born on <d>)",
    "(star sign|constellation|horoscope sign) (of|for) <d>",
    "i was born on <d>, what's my (star sign|constellation|sun sign)",
    "what's the (star sign|constellation) for a birthday on <d>?",
    "(what|which) (star sign|zodiac constellation|western zodiac sign|constellation|astrological sign|sun sign) (am i|is she|is he|would i be) (if|when) (born|i was born|my birthday is|her birthday is) (on |)<d>?",
    "<d>(:|,|-) (star sign|constellation|which constellation|which star sign)?",
    "(people|someone|a baby|my girlfriend) born (on |)<d>(, | has | - )(which|what) (star sign|constellation)?",
)
DAY_WORK_EN = (
    "is <d> a (working day|workday|public holiday|holiday|day off|business day|make-up working day|rest day)( in china| there|)",
    "do (people|we|i|they|chinese people|offices) (work|have to work|need to work|get off|have a day off) on <d>( in china|)",
    "is china (off|working|on holiday|at work) (on|) <d>?",
    "are (banks|offices|schools|shops|companies) (open|closed) (on|) <d>( in china|)",
    "(is it a|will it be a) (working day|holiday|day off) (on|) <d>?",
    "will there be work on <d>?",
    "do i have <d> off?",
    "is <d> off?",
    "working day or holiday: <d>?",
    "(will|are) (the shops|offices|banks|chinese offices|factories|schools|people|government offices) (be |)(open|closed|working|off) (on |)<d>?",
    "(should|must|will|would) (i|we|people in china|employees|a chinese office worker) (go to work|work|be in the office|be working) (on |)<d>?",
    "(is|was|will) <d> (be |)(a holiday|a public holiday|a working day|a workday|off|a day off|an off day|a rest day)(| for chinese people| in the chinese calendar| by law| in mainland china)?",
    "(is|was) (it|there) a (public holiday|workday|working day|bank holiday|day off)(| in china) (on |)<d>?",
    "<d>(:|,|-) (workday or holiday|work or rest|day off or not|do we work|working day)?",
    "(school|work|office) (on |)<d>(| in china)(, yes or no|?)",
)
DAY_FEST_EN = (
    "(what|which) (festival|holiday|festivals|holidays|special day|celebration) (is|are|is on|are on|falls on|do we celebrate on|is celebrated on) <d>?",
    "is there (a|any) (festival|holiday|special day) on <d>?",
    "is <d> (a special day|some festival|any holiday|a festival)",
    "(festivals|holidays) on <d>",
    "what is special about <d>?",
    "what's celebrated on <d>",
    "(anything|something) (special|to celebrate|festive) (on |about |)<d>?",
    "(does|do|will) (anything|any festival|any holiday|a holiday|a festival) (fall|happen|land) on <d>?",
    "(which|what) (chinese |)(festival|holiday|feast|memorial day) (do|does|will) (people|we|china|they) (have|celebrate|observe|mark) (on |)<d>?",
    "<d>(:|,|-) (which festival|any festival|festival|what holiday|what's the occasion)?",
)
DAY_TERM_EN = (
    "(which|what) solar term (is|falls on|begins on|starts on) <d>?",
    "is <d> a solar term?",
    "is there a solar term on <d>?",
    "solar term on <d>?",
)
DAY_GENERAL_EN = (
    "(tell me about|what about|what do you know about|information about|calendar information for|calendar info for|calendar of|calendar for|details of|look up|what kind of day is|what sort of day is|everything about|show me) <d>(| in the calendar)",
    "what kind of day (is|was|will be) <d>?",
    "<d> calendar( info|)",
    "check <d> in the calendar",
    "show the calendar (for|of|on) <d>",
    "(look up|check|open|get) the calendar (for|of|on) <d>",
    "<d>?",
)
DAY_WEEKDAY_ZH = (
    "<d>(是|)(星期几|周几|礼拜几|星期几来着)(|啊|呢|呀)？",
    "<d>(那天|这天|当天|)(是|)(星期|周|礼拜)几？",
    "<d>是不是(周末|星期一|周五|周六|星期天)？",
    "<d>(是|)哪天(星期几|周几)",
    "(星期几|周几)是<d>",
    "<d>(落在|碰上|赶上)(星期几|周几|礼拜几)？",
    "(我|他|她|孩子)<d>(出生|生的|出生的)，(那天|当天)(是|)(星期几|周几|礼拜几)？",
    "<f>(是|在)(星期几|周几|礼拜几)？",
    "<d>对应(星期几|周几)",
    "(比赛|会议|考试|婚礼|面试|演出)(定|安排|)在<d>，(是|那天是)(星期几|周几|礼拜几)？",
)
TODAY_WEEKDAY_ZH = (
    "(今天|今日|现在|今儿)(是|)(星期几|周几|礼拜几)(|啊|呀|呢|来着)？",
    "(今天|今日)(星期|周|礼拜)几",
    "今天是不是(周末|周五|星期一)",
    "(星期几|周几)了(今天|)",
    "今天几月几号星期几",
)
TODAY_DATE_ZH = (
    "(今天|今日|现在)(是|)(几号|几月几号|几月几日|多少号|什么日期|哪天|什么日子|哪一天)(|啊|来着|了)？",
    "今天的日期(是什么|是多少|)",
    "(当前|现在的)日期",
    "今天几号(了|啊|)",
    "今儿几号",
    "现在是几月几号",
)
DAY_LUNAR_ZH = (
    "<d>(是|的|)(农历|阴历|旧历|老历)(是|)(多少|几月几号|几月初几|几号|几月几日|哪天|什么日子|几月几|多少号|日期|是几号|是几月几号)(|啊|呢)？",
    "(农历|阴历)<d>(是|)(几号|几月几号|多少)？",
    "<d>(对应|换成|转成|转换成|换算成|折合)(的|)(农历|阴历)(|日期)(是|)(多少|几号|几月几号|什么|哪天|)？",
    "把<d>(转换|换算|换|转)(成|为)(农历|阴历)",
    "<d>(农历|阴历)",
    "<d>(那天|当天|)(是|)(农历|阴历)(的|)(几月几号|多少|几月初几|几号|几月几日|哪一天)？",
    "(公历|阳历|新历|)<d>(是|等于|对应|相当于|换算)(成|)(农历|阴历|旧历)(的|)(几月几|多少|几月几号|哪天|什么时候|几月初几)？",
    "(我|我妈|爷爷|孩子|他)(阳历|公历|)<d>(生日|出生|生的)，(农历|阴历)(生日|)(是|)(几号|几月几号|哪天|多少|什么时候)？",
    "<d>(在|按|用)(农历|阴历|老黄历)(里|上|算|来说|)(是|)(几号|哪天|几月几号|什么日子|几月几)？",
    "(求|问|查)<d>(的|)(农历|阴历)(日期|)",
)
TODAY_LUNAR_ZH = (
    "(今天|今日|现在)(是|的|)(农历|阴历|旧历)(是|)(多少|几月几号|几号|几月初几|哪天|日期|几月几日|多少号)？",
    "(农历|阴历)(今天|今日|现在)(是|)(几号|几月几号|多少|几月初几|什么日子|哪天)？",
    "今天(农历|阴历)",
    "现在(农历|阴历)几月了",
    "今天初几(了|啊|)",
)
DAY_BOTH_ZH = (
    "<d>(是|)(星期几|周几|礼拜几)，(农历|阴历)(是|)(多少|几月几号|几号|哪天|几月初几)？",
    "<d>的(星期|星期几)和(农历|阴历)(日期|)",
    "<d>(农历|阴历)(是|)(多少|几月几号|几号)，(又|还有|)(是|)(星期几|周几)？",
    "<d>(是|)(几月几号|什么日子|哪天)，(星期几|周几)，(农历|阴历)(多少|几号)",
)
DAY_ZODIAC_ZH = (
    "(<y>|<d>)(是|)(属|属于)(什么|啥|什么生肖|什么的|什么动物)(|年)？",
    "(<y>|<d>)(出生|生|出生的人|生的人|出生的|生的|出生的孩子)(是|)(属|的生肖是|属相是|生肖是|属什么生肖)(什么|啥|哪个|什么动物|)？",
    "(<y>|<d>)(是|的)(什么|哪个|啥|)(生肖|属相|生肖年)(是什么|)？",
    "<y>(是|)什么年(生肖|属相)",
    "<y>是(龙|虎|兔|蛇|马|猪|鼠|牛)年吗",
    "<y>生肖",
    "我(是|)(<y>|<d>)(出生|生)的，(属什么|生肖是什么|我属什么)？",
    "(<y>|<d>)(出生|生|生人)(的|)(宝宝|人|孩子|小孩|同学|)(属|是属)(什么|啥|哪个|什么生肖)(的|)？",
    "(<y>)(是|)(哪个|什么|啥)(生肖|属相|动物)(年|的年份|)(|啊|呢)？",
    "(查|看看|请问|)(<y>|<d>)(的|)(生肖|属相)",
    "(我|我妈|女儿|老板|他)(<y>|<d>)(的|生的|出生)，(属|生肖)(什么|啥|是什么)？",
)
DAY_SIGN_ZH = (
    "<d>(出生的人|出生|生日|生的|生的人|的|)(是|)(什么|哪个|啥)(星座|座)(|的|的人)？",
    "<d>(的|)星座(是什么|是哪个|)",
    "(我|她|他|朋友|孩子)(是|)<d>(生的|出生|出生的|生日)，(是|)(什么|哪个|啥)星座？",
    "<d>属于(什么|哪个)星座",
    "<d>(生日|出生|生|过生日)的(是|)(什么|哪个|啥)星座？",
    "(生日|出生日期)(是|)<d>(，|)(是什么|哪个|什么|啥)星座？",
    "(查|求)<d>(的|)星座",
)
DAY_WORK_ZH = (
    "<d>(要|用|需要|得|还)(上班|上课|上学|工作)(吗|不|么|嘛)？",
    "<d>(是|算|)(工作日|节假日|法定假日|法定节假日|休息日|调休日|假日|放假)(吗|还是休息日|还是工作日|么)？",
    "<d>(放假|休息|调休|补班)(吗|不|么|不放假)？",
    "<d>(上不上班|放不放假|休不休息|要不要上班|用不用上班|是不是工作日|是不是节假日|是不是放假|是否工作日|是否放假|有没有假)(啊|呢|)？",
    "<d>(银行|学校|公司|政务大厅|邮局)(上班|开门|放假|休息)吗",
    "<d>(大家|我们|国内|员工|打工人|学生|孩子)(要|用|需要|得|会)(不要|)(上班|上学|上课|加班|补班)(吗|不|么|)？",
    "<d>(是上班还是休息|上班还是放假|是班还是假|算工作日吗|算节假日吗|国家放假吗|法定放假吗|能休息吗|可以休息吗|休息不|有假吗|是假期吗|调不调休|补不补班)(|啊|呀|呢)？",
    "(国内|中国|咱们)<d>(放假|上班|休息|是工作日)(吗|不|么)？",
)
DAY_FEST_ZH = (
    "<d>(是|有|过)(什么|啥|哪些|哪个)(节日|节|纪念日|特殊日子|日子|好日子)(|吗)？",
    "<d>(有|是)(节日|什么节日|特别的日子)吗？",
    "<d>(是|)(什么|啥)节(啊|)？",
    "<d>(过|庆祝)什么节",
    "<d>有(什么|啥)特别的？",
    "<d>(有没有|有无|是不是|算不算)(什么|)(节日|节|过节|特殊日子)(|啊|呢)？",
    "<d>(大家|人们|我们)(过|庆祝|纪念)(什么|啥)(节|节日)？",
    "<d>(是|)(哪个|啥|什么)(节日|纪念日|大日子)(|来着|啊)？",
)
DAY_TERM_ZH = (
    "<d>(是|)(什么|哪个|啥)节气(|啊)？",
    "<d>(是|)节气吗",
    "<d>有(没有|)节气(吗|)？",
    "<d>(当天|那天|)(的|)节气(是什么|)",
)
DAY_GENERAL_ZH = (
    "(查|查询|查一下|看|看看|看一下|显示|打开|翻一下|查查)<d>(的|)(日历|黄历|日子|日历信息|历书|万年历)",
    "<d>(的|)(日历|万年历|日历信息|详细信息|情况)",
    "<d>(是|)(什么日子|怎样的日子|个什么日子|啥日子)(|啊)？",
    "<d>呢(？|)",
    "(查|介绍|说说|讲讲|查一查)(一下|)<d>",
    "<d>",
)
DAY_DATE_EN = (
    "(what|which) (date|day) (is it|will it be|is|will be|was|was it|do we have|do we get|do you get|comes) <a>?",
    "(what's|what is|whats|give me|tell me|find|calculate|work out) the (date|day|calendar date) <a>?",
    "<a>(,|:|) (what date|which date|what date is it|which date will it be|what day is that|what's the date|what is the date)?",
    "<a> (is|will be|was|falls on|lands on) (what|which) (date|day)?",
    "(if|when) (i|we) (wait|start today and wait|count) (until |up to |)<a>, (what|which) date (is it|will it be|do we get)?",
    "(on |)(what|which) date (is|will be|falls|do we reach|was) <a>?",
    "(the |)date <a>(| please)",
    "(my|the|our) (order|parcel|result|visa|course|trial) (arrives|comes|ends|is due|expires) <a>(, what date is that|. which date is that|, which day is it)?",
)
DAY_DATE_ZH = (
    "<a>(是|会是|是在|)(几号|几月几号|几月几日|哪天|哪一天|什么日子|哪一日|什么日期|多少号)(|啊|呢|来着)？",
    "<a>(的日期|日期|的那天)(是|)(什么|多少|几号|哪天|)？",
    "(算一下|算算|推算|查查|看看|计算|帮我算)<a>(是|的|)(几号|哪天|日期|几月几号|哪一天)",
    "(快递|包裹|结果|课程|试用|合同|保修)<a>(到|出来|结束|到期|开始)，(是|那是|也就是)(几号|哪天|几月几号)？",
    "<a>(是|)几号(，|)(星期几|周几)？",
)

# ruff: noqa: E501 (lists of phrases)
"""What people say that is no question: greetings, thanks, goodbyes, who are you."""

GREETING_EN = (
    "(hi|hello|hey|hiya|yo|howdy|good morning|good evening|good afternoon|greetings|hello there|hi there|hey there|hey hey|morning|evening|hi bot|hello friend|hey buddy|hi everyone|helo|hii|heyy|sup|what's up|hello world|good day|welcome|hallo)(!|.|?|| ^^|!!|, friend|, assistant| again|~)",
    "(hi|hello|hey|good morning)(,|!|) (how are you|how are you doing|how's it going|how is your day|what's up|nice to meet you|are you there|anyone there|how do you do|you ok|all good)(?|| today?| today)",
    "(how are you|how are you doing|how do you do|how's it going|are you there|anybody home|nice to meet you|how is life|how have you been|you there|is anybody here|pleased to meet you|long time no see|how's your day|test|testing|ping)(?|!|| today?)",
    "(hi|hello|hey|good morning|good evening|good afternoon|hola|bonjour|aloha)(,| |! |, )(my friend|dear|bot|assistant|mate|all|everybody|buddy|kagentsys|robot|sir|everyone|there again|my dear|old friend|ai|computer|chatbot)(!|.||, how are you?|)",
    "(how is|how's|how was) (everything|it going|your day|your morning|life|your weekend|work|it hanging|things)(?|| today?| with you?|, friend?)",
    "(knock knock|are you awake|are you online|is this thing on|is anyone here|can you hear me|you up|hello, anyone home|still there|are you working|wakey wakey|i'm back|here i am|just saying hi|just wanted to say hello|checking in|let's get started|first time here|new here|happy monday|happy friday|good to see you|nice to see you|glad to meet you|what's new|what's cooking|wassup|whats up|wazzup|g'day|top of the morning|merry christmas|happy new year|happy holidays)(?|!|||.)",
    "(hi|hello|hey|good day|hiya|yo)(!|!!||,) (i'm new here|first time here|just testing|just trying this out|testing testing|my first message|let's start|ready|how are things)(?|!|)",
)

GREETING_ZH = (
    "(你好|您好|嗨|哈喽|喂|哈啰|早上好|早安|下午好|晚上好|中午好|早|大家好|你好啊|嗨嗨|哈罗|你好呀|在不|在吗|在么|有人吗|hi|hello|你在吗|晚安好|好久不见|早啊|嘿|上午好|您好呀|小助手你好|机器人你好|你们好)(！|。|？||~|啊|呀|，很高兴认识你|，在吗|，你好吗|！！)",
    "(最近怎么样|你好吗|吃了吗|忙吗|近来可好|最近好吗|你今天好吗|今天过得怎么样|你还好吗|初次见面|很高兴认识你|测试|测试一下)(|？|！|啊)",
    "(你好|您好|嗨|哈喽|早上好|晚上好|下午好|早安|嘿|hello|hi|哈啰)(，|！| |)(小助手|机器人|朋友|亲爱的|老铁|同学|小快|AI|助手|大家|各位|老师|兄弟|宝贝|美女|帅哥|KAgentSys)(！|。|||~|，最近好吗|，在吗)",
    "(在不在|在线吗|还在吗|醒了吗|你醒着吗|听得到吗|能听见吗|有人在吗|我来了|我回来了|我又来了|报到|第一次用|新来的|来打个招呼|打个招呼|先问个好|问候一下|久仰|幸会|吃饭了没|睡了吗|起床了吗|忙什么呢|近况如何|过得好吗|一切都好吗|新年好|新年快乐|圣诞快乐|周末愉快|节日快乐|过年好|午安|早上好啊|晚上好呀|下午好哦|早早早|hey|嗨喽|哈喽哈喽|咚咚咚|喂喂喂|试试|你好你好)(|？|！|~|啊|呀|。)",
    "(嗨|你好|哈喽|在吗|早)(！|~|，|)(我是新来的|第一次用|来试试|随便聊聊|我先试试|打个招呼|今天开心吗|最近咋样)(|！|？|~)",
)

IDENTITY_EN = (
    "(who|what) are you(?|, exactly?| really?|| anyway?|, please?)",
    "what(| else) (can|could) (you|u|this bot|this assistant|the assistant|it) (do|help with|help me with|answer)(?|| for me?| here?)",
    "(are you|r u) (a robot|human|a bot|a real person|an ai|chatgpt|gpt-4|a language model|alive|claude|siri|a person|gemini|alexa|llama|deepseek|qwen|smart)(?||, or what?)",
    "(what's|what is|whats|tell me) your name(?||, please?)",
    "(introduce yourself|tell me about yourself|describe yourself|who made you|who created you|who built you|what model are you|which model are you|which model is this|what is this|what are you good at|what tools do you have|what do you know|your name|help|how do you work|how can you help me|what are your abilities|what are your skills|what kind of questions can i ask|what should i ask you|how do i use this|how do i use you|who am i talking to|what's kagentsys|what is kagentsys|what does this bot do|commands|features|list your tools|which tools can you use|who developed you|which llm do you run)(?|||.|, please)",
    "(what|which) (kind of |)(bot|ai|assistant|program|thing|software|model|creature|robot) (are you|is this|am i talking to|am i using)(?|, please?| exactly?|)",
    "(what|which) (things|questions|tasks|topics|stuff|jobs) (can|could) (you|u|this bot|i) (do|answer|handle|ask|ask you|help with|help me with|deal with|give you)(?||, please?)",
    "(tell me|say|explain|show me) (who you are|what you are|what you can do|your name|something about yourself|what you do|your features|how you work|your abilities|what this is|what i can ask)(| please|.|?)",
    "(do you have|have you got|what's|what is|who gave you) (a name|your name|your purpose|your job|your function|feelings|a body|tools|your model|a brain|an owner|skills|your creator|limits)(?||, bot?)",
    "(are you|r u|is this) (a machine|a computer|real|open source|free|a program|an agent|based on gpt|gpt|kagentsys|a human being|a chatbot|intelligent|conscious|a girl|a boy|an llm|online|made by google|made by openai|a big model|a small model|kwai|ernie|copilot|kimi|self-aware)(?||, or not?| by any chance?)",
    "(how can|how could|in what way can|with what can|what can|where can) (you|u|the bot|this assistant|kagentsys) (help|assist|help me|be useful|be of use|assist me)(?| today?| here?|)",
    "(i don't know what to ask|what now|what are the commands|show help|/help|help me please|help!|how does this work|how do i start|what is your name bot|who's there|who is this|who r u|whats ur name|wat can u do|who built this|who wrote you|what company made you|where do you come from|how old are you|when were you made|how were you trained|what are your limits|what can't you do|what is your job|what do you do|what's your deal|what else|your capabilities|capabilities|about|about you|info|menu|start|manual|instructions|usage)(?||.| please)",
    "(what|which) (kinds of |)(questions|things) (are you good at|do you understand|do you know about|can you solve)(?|)",
    "(how smart|how big|how old|what version|how good) (are you|is this model|is your model)(?|)",
)

IDENTITY_ZH = (
    "(你|您)(是|到底是|究竟是)(谁|什么|什么东西|哪位|什么模型|机器人|人吗|真人吗|机器人吗|ChatGPT吗|AI吗|人工智能吗|哪家公司的|谁做的|谁开发的|谁创造的|大模型吗|哪个模型)(|？|啊|呀|呢)",
    "(你|您|你们|这个机器人|你都|你到底)(能|会|可以|能够)(做|干|帮我做|帮我|回答)(什么|些什么|啥|哪些事|哪些问题|点什么|点啥|什么事)(|？|啊|呢|呀)",
    "(你叫什么|你叫什么名字|你的名字|自我介绍一下|介绍一下你自己|介绍你自己|说说你自己|你有什么功能|有什么功能|怎么用|你怎么用|帮助|功能介绍|你有哪些工具|你用的什么模型|这是什么|你懂什么|你擅长什么|我可以问你什么|可以问什么|能问什么|你有什么本事|你有名字吗|怎么称呼你|KAgentSys是什么|你背后是什么模型|你会些什么|你有啥用|使用说明|你的功能有哪些)(|？|啊|呢|呀)",
    "(你|您|请问你|那你|你这个机器人|KAgentSys)(到底|都|究竟|现在|)(能|会|可以|懂|擅长|负责)(做|回答|处理|帮忙做|)(哪些|什么|啥|点什么|什么样的)(事|事情|问题|活|任务|内容|)(|？|啊|呢|呀)",
    "(你|您|请问您|这)(是|属于)(什么|哪种|啥|哪家的|什么样的)(程序|软件|机器人|AI|助手|模型|系统|东西|产品|智能体)(|？|啊|呢|呀)",
    "(你|您)(有|有没有)(名字|什么本领|什么技能|什么工具|什么功能|什么用|感情|身体|局限|缺点|什么能力|大脑|主人|意识|使用手册)(|吗|？|啊|呢)",
    "(你|您|请问你)(是|是不是)(真人|机器人|程序|GPT|文心一言|通义千问|豆包|Kimi|deepseek|人工客服|活人|人类|大模型|小模型|AI|快手的|siri|小爱同学|男的|女的|免费的|开源的)(|吗|吧|？|啊|还是人)",
    "(谁|哪个公司|哪家公司|什么人|哪个团队)(做的你|开发了你|训练了你|创造了你|发明了你|写的你|把你做出来的|是你的主人|是你的开发者)(|？|啊|呢)",
    "(我|)(能|可以|应该|该)(问|跟|找|让)(你|您)(什么|哪些问题|聊什么|做什么|帮什么忙|问些什么|怎么问|做哪些事)(|？|啊|呢)",
    "(怎么称呼|您贵姓|你姓什么|你叫啥|报上名来|你谁|你谁啊|介绍下自己|做个自我介绍|自我介绍|说一下你是谁|告诉我你是谁|告诉我你的名字|你的能力|你的用途|你的作用是什么|你几岁|你多大了|你从哪里来|你是怎么工作的|你怎么训练出来的|你不会什么|你有哪些限制|怎么使用你|怎么玩|教我怎么用|这个怎么用|菜单|指令|命令列表|使用方法|新手指南|说明|关于|功能|能干嘛|会啥|/help|help|有啥用|你能帮我吗|能帮我什么|你可以帮我吗)(|？|啊|呢|呀|。)",
    "(你|您)(懂|了解|知道|擅长|支持)(什么|哪些|啥)(|方面|领域|功能|东西)(|？|呀)",
    "(你|这个)(是|)(多大的模型|几代|什么版本|哪个版本|聪明吗)(|？|呀)",
)

THANKS_EN = (
    "(thanks|thank you|thx|thanks a lot|many thanks|thank you so much|ty|cheers|great, thanks|cool thanks|ok thanks|perfect, thank you|thanks for your help|much appreciated|thanks mate|appreciate it|nice, thanks|got it, thanks|thank you very much|awesome, thanks|that helps, thank you|tysm|wonderful, thank you)(!|.||!!| ^^| bot)",
    "(thanks|thank you|thx|many thanks|cheers|ta|merci|danke|gracias)(,| |, )(that's all i needed|bot|you're the best|that was quick|very helpful|that's great|very kind|good bot|you're great|my friend|a million|a ton|again|for that|for everything|for the info|for the answer|so so much|dear|assistant)(!|.||!!|)",
    "(great|perfect|good job|well done|nice one|excellent|brilliant|super|amazing|good bot|you rock|that's right, thanks|correct, thank you|wonderful|you're a star|fantastic|lovely, ta|sweet, thanks|alright thanks|ok thank you|okay, thanks a bunch|good, thank you|i owe you one|so kind of you|you helped me a lot|that was helpful|very helpful|that's all, thanks|no more questions, thanks)(!|.||, thanks|, thank you)",
    "(awesome|nice|great|sweet|cool|perfect|super|wow)(,|!| -) (thanks|thx|cheers|that helps|that helped|exactly what i needed|thank you very much|you saved me)(!|.|| so much)",
)

THANKS_ZH = (
    "(谢谢|多谢|感谢|谢谢你|谢谢您|谢啦|谢了|非常感谢|太感谢了|谢谢啦|好的谢谢|好的，谢谢|辛苦了|麻烦你了|太好了，谢谢|感恩|明白了，谢谢|3q|谢谢帮忙|你真棒，谢谢|谢谢您的帮助|十分感谢)(|！|。|啦|~|哈)",
    "(谢谢|多谢|感谢|谢啦|谢了|thanks|thank you|thx)(，|！| |)(你真好|帮大忙了|你太棒了|很有用|知道了|明白了|懂了|小助手|机器人|太厉害了|爱你|辛苦啦|帮了我大忙|回答得很好|好助手|亲|么么哒)(|！|。|~|啦)",
    "(太好了|好棒|干得好|真不错|可以的，谢谢|好的，多谢|行，谢谢|ok谢谢|收到，谢谢|知道啦，谢谢|懂了，谢谢|真厉害，谢谢|万分感谢|感激不尽|不胜感激|有劳了|费心了|谢谢啊|谢谢哈|谢谢咯|谢谢你的回答|谢谢帮助|感谢帮忙|感谢感谢|谢谢谢谢|辛苦辛苦|您辛苦了|你帮了我大忙|非常有帮助，谢谢)(|！|。|~)",
    "(太棒了|厉害|牛|好嘞|好咧|可以)(，|！|)(谢谢|谢啦|多谢|感谢|帮了大忙|辛苦啦|谢谢你哦)(|！|~)",
)

BYE_EN = (
    "(bye|goodbye|bye bye|see you|see you later|cya|good night|talk to you later|ok bye|that's all|that's all for now|later|farewell|see ya|have a nice day|gotta go|i'm off|until next time|ok, that's it, bye|take care)(!|.||!!|, bot)",
    "(bye|goodbye|see you|good night|take care|cheerio|so long|catch you later|ciao|adios|talk soon|ttyl|night night|sleep well|peace out|see you around|see you tomorrow|see you soon|good bye|bye now|bye for now|i'm leaving|i'm done|i'm out|i have to go|i must go|gotta run|time to go|that will be all|we're done|no more questions|exit|quit|logging off|off to bed|going to sleep|enjoy your evening|have a good one|have a great weekend|until tomorrow|till next time)(!|.||!!|, friend|, bot|, see you)",
    "(ok|alright|right|well|cool)(,|!| then,) (bye|see you|gotta run|i have to go|talk tomorrow|good night|that's it for today|signing off|logging off)(!|.|)",
)

BYE_ZH = (
    "(再见|拜拜|拜|回头见|下次见|晚安|明天见|好的再见|我走了|先这样|就这样吧|没事了|回聊|好的拜拜|下次聊|我先下了|告辞|886|没别的事了)(|！|。|啦|~)",
    "(再见|拜拜|晚安|明天见|回见|回头聊|改天聊|下回见|走啦|走了|溜了|撤了|下班了|睡觉了|睡了|我去睡了|我要走了|我先走了|先撤了|不聊了|聊到这|今天就到这|到此为止|没问题了|没有别的问题了|没其他事了|不用了，再见|结束|退出|后会有期|有缘再见|周一见|下周见|bye|byebye|goodbye|88|白白|安啦|好梦|早点休息|保重|祝你开心|祝你有个好梦)(|！|。|~|啦|，朋友|，小助手|哦)",
    "(好了|行|那|好的)(，|)(我下线了|我去忙了|先撤了|回头聊|拜拜啦|明天再聊|晚安啦|下次再问你|就聊到这)(|！|~)",
)

# ruff: noqa: E501, SIM905 (lists of phrases)
"""Sums told as a story or in unusual words, each with what it comes to.

The letters in angle brackets are amounts: ``<n>`` a small count, ``<k>`` another, ``<N>`` a large number,
``<m>`` and ``<q>`` prices, ``<M>`` a large price, ``<p>`` a percentage; ``<thing>`` and ``<who>`` are words.
"""

STORIES_EN = (
    (
        "(if i |if you |i |we |she |)(buy|get|order|need|want|take) <n> <thing> (at|for) <cur><m> each(, how much is (that|it)|, what's the total|, how much do i pay|. what does that cost|. total?|, how much altogether)(?|)",
        "n*m",
    ),
    (
        "how much (do|would|will|for) <n> <thing> (cost |come to |)(at|if they are|if each is) <cur><m> (each|apiece|per piece)?",
        "n*m",
    ),
    (
        "<n> <thing>(,| at|, each) <cur><m> each(. total| , how much| - what do i owe|. how much in all)?",
        "n*m",
    ),
    (
        "(one|a single|each|every) <one> (costs|is|sells for) <cur><m>(. how much (for|are)|, how much (are|for)|. what about|, so how much for) <n> (of them|<thing>)?",
        "n*m",
    ),
    (
        "<n> <thing> at <cur><m> and <k> <thing2> at <cur><q>(, what's the total|. how much altogether|, how much is it in total|. total please|, what do i pay in total|. sum?)",
        "n*m+k*q",
    ),
    (
        "(i bought|we ordered|she got|my order is) <n> <thing> (for|at) <cur><m> each and <k> <thing2> (for|at) <cur><q> each(. how much did (i|we|she) (spend|pay) (in total|altogether)|. what's the total|. total?)",
        "n*m+k*q",
    ),
    (
        "(i have|i had|i start with|i took) <cur><M> and (spend|spent|pay|paid) <cur><m> (on|for) <thing> and <cur><q> (on|for) <thing2>(. how much is left|, how much do i have left|, what's left|. how much remains)?",
        "M-m-q",
    ),
    (
        "(what's|how much is) left of <cur><M> after (paying|spending) <cur><m> (on|for) <thing> and <cur><q> (on|for) <thing2>?",
        "M-m-q",
    ),
    (
        "(i had|she had|there were|we had) <N> <thing>(,| and) (i |she |we |)(ate|lost|sold|used|gave away|broke) <n>(. how many are left|, how many are left|. how many remain|, how many do i still have)?",
        "N-n",
    ),
    (
        "<who> has <N> <thing>, (gives|sells) <n> to <who2> and (buys|gets|finds|receives) <k> (more|others|new ones)(. how many does (he|she) have now|, how many are there now|. how many now)?",
        "N-n+k",
    ),
    (
        "<who> (had|has) <N> <thing>(, |. then (he|she) )(bought|got|found) <n> more and (lost|ate|gave away|sold) <k>(. how many (now|are left|does (he|she) have now))?",
        "N+n-k",
    ),
    (
        "(there are|a bus has|a train has|the room has) <N> (people|passengers|guests) (in it|on board|inside|), <n> (get off|leave|left) and <k> (get on|join|arrive|came)(. how many are there now|, how many are in it now)?",
        "N-n+k",
    ),
    (
        "(split|divide|share) (a |the |an |our |)(bill of |)<cur><M> (bill |dinner bill |)(between|among|by) <n> (people|friends|of us|roommates)(, how much each|. what does each pay|, how much per person|?)",
        "M/n",
    ),
    (
        "(we are|there are|we were) <n> (people|friends|guests|flatmates|roommates) and (the bill is|dinner was|we spent|the rent is) <cur><M>(, how much (does|do) (each|everyone) pay|. what's each share|, how much each|. per person)?",
        "M/n",
    ),
    (
        "(the bill|dinner|lunch) (is|was|comes to) <cur><M>, (split|shared) (by|between|among) <n> (people|friends|of us)(, how much each|. how much per person|. what do we each pay)?",
        "M/n",
    ),
    (
        "split <cur><M> between <n> (friends|people) with (a |)<p>% tip(|, how much each|?)",
        "M*(1+p/100)/n",
    ),
    (
        "(the bill is|bill:|dinner cost) <cur><M>, (we add|plus|with) (a |)<p>% tip(,| and) (split|shared) (between|by|among) <n> (people|friends|of us)(. how much each|, what's each share)?",
        "M*(1+p/100)/n",
    ),
    (
        "(what's|how much is|calculate|whats|work out) (a |an |)<p>(%| percent) tip (on|for) (a |)<cur><M>(| bill| dinner| meal)?",
        "M*p/100",
    ),
    (
        "(my|the) (bill|meal|lunch) is <cur><M>, how much (is|should i leave for|would be) (a |an |)<p>% tip?",
        "M*p/100",
    ),
    (
        "(a |the |this |)<one> (costs|is|was|for) <cur><M>(,| and it's| but it's| and is) <p>% off(. what do i pay|, how much is it now|. final price|, what's the sale price|. how much do i pay)?",
        "M*(1-p/100)",
    ),
    ("(what's|how much is) <p>(%| percent) off (of |)(a |)<cur><M>(| <one>)?", "M*(1-p/100)"),
    (
        "(how much is|price of|what's the price of) (a |an |)<cur><M> (dollar |euro |)<one> (at|with|after) (a |)<p>% (off|discount)?",
        "M*(1-p/100)",
    ),
    (
        "<cur><M> plus <p>% (tax|vat|sales tax|service)(, how much is that|. total|, what's the total|?)",
        "M*(1+p/100)",
    ),
    ("(add|put) <p>% (tax |vat |)(on|on top of) <cur><M>(|, what do i get|?)", "M*(1+p/100)"),
    (
        "(my salary|my rent|the price|my pay|the fee) (is|was) <N> and (goes up|rises|increases|went up|increased) by <p>%(. what is it now|, how much is that|. new amount|, how much is it then)?",
        "N*(1+p/100)",
    ),
    (
        "(the price|rent|the fare) (went|rose|increased|goes) from <cur><m> to <cur><M>(, by how many percent did it rise|, what percent is that|. percent increase|, what's the percentage increase|. how many percent up is that)?",
        "(M-m)/m*100",
    ),
    (
        "(it|the <one>|this <one>) (was|used to be) <cur><M>(,| and) now (it's|it is|its) <cur><m>(. what percent off is that|, what percentage off is that|. how many percent off)?",
        "(M-m)/M*100",
    ),
    (
        "(in a |there's a |a |our )(class|group|team|course) of <N>(,| has) <p>% (are|of them are|is) (girls|boys|women|left-handed|new|absent)(. how many (is that|girls|people|are there)|, how many is that)?",
        "N*p/100",
    ),
    (
        "(there are|we have|a school has|the club has) <N> (students|members|kids|pupils|players) and (a third|half|a quarter|a fifth) (of them |)(are|is) (sick|away|new|girls|late)(. how many are (sick|away|that|new)|, how many is that)?",
        "frac",
    ),
    (
        "(i earn|i make|she gets|he is paid|they pay me|pay is) <cur><m> (an hour|per hour|every hour) and (work|i work|she works|he works) <n> hours(. how much is that|, how much do i get|, what do i earn|. total pay)?",
        "m*n",
    ),
    (
        "(i earn|i make|my rent is|i pay|netflix is|the gym costs|my salary is) <cur><M> (a month|per month|every month|monthly)(, how much is that|, what's that|. how much is that|, what does that make) (a|per|in a|every) year?",
        "M*12",
    ),
    (
        "(i save|i put aside|she saves|we spend|i pay) <cur><N> (every|a|per|each) month(, how much (is that|do i have|will i have|do we spend)|. how much is it|. what does it come to) (after|in|over) <n> months?",
        "N*n",
    ),
    (
        "(i save|i put aside|she saves|we spend) <cur><N> (every|a|per|each) month, how much (is that|do i have|will i have|do we spend) (after|in|over) <n> years?",
        "N*12*n",
    ),
    (
        "(i|we|she) (read|reads|do|does|walk|walks|write|writes|learn|learns) <n> (pages|words|steps|exercises|km) (a day|per day|every day|each day)(. how many (is that|pages|words|does that make)|, how many|, how much is that) (a|per|in a) week?",
        "n*7",
    ),
    (
        "(a|the|my|this) (book|novel|report) has <N> pages(,| and) i read <n> (a day|per day|every day|pages a day)(. how many days (does it take|will it take|do i need)|, how many days until i finish|, in how many days am i done)?",
        "N/n",
    ),
    (
        "(i have|there are|we need to pack|a farm has) <N> (eggs|bottles|apples|books|cans), (each|every|one) (box|crate|carton) holds <n>(. how many boxes (do i|do we|are|does it) (need|needed|take)|, how many (boxes|crates|cartons) (do i need|is that))?",
        "N/n",
    ),
    (
        "(a |one |)(pack|box|bag|set|case) of <n> <thing> (costs|is|sells for|costs me) <cur><M>(, how much is one <one>|. what's the price per <one>|. how much for one <one>|, price per <one>)?",
        "M/n",
    ),
    (
        "(i|we|she) paid <cur><M> for <n> (lessons|tickets|nights|hours|bottles|meals)(. how much is (it|that) per (lesson|ticket|night|hour|bottle|meal)|, what's the price (per|of one) (lesson|ticket|night|hour|bottle|meal)|, how much per (lesson|ticket|night|hour|bottle|meal))?",
        "M/n",
    ),
    (
        "(if |)<n> <thing> cost <cur><M>(,| then) (how much|what) (do|would|will) <k> <thing> cost?",
        "M/n*k",
    ),
    (
        "(a|my|the|this) recipe for <n> (people |persons |)(needs|uses|takes|calls for) <N> (g|grams|ml|g of flour|g of rice), how much (do i need |is needed |)for <k> (people|persons|guests)?",
        "N/n*k",
    ),
    (
        "(my|the|our) car (uses|needs|takes|burns) <q> (litres|liters|l) (per|for every|for|on) 100 km(. how (much|many liters) (for|does it need for|on)|, how much (for|on)) <N> km?",
        "q/100*N",
    ),
    (
        "(a|the|this) (train|car|plane|bus|bike) (goes|travels|drives|does|runs|flies) <N> (km|miles|kilometers) (an hour|per hour|every hour|in an hour)(. how far (does it get|is that|does it go)|, how far) in <n> hours?",
        "N*n",
    ),
    (
        "(we|i|she|he|they) (drove|cycled|ran|travelled|flew|walked) <N> (km|miles|kilometers) in <n> hours(. what('s| was| is) (the|our|my) (average |)speed|, (average |)speed|, how fast is that)?",
        "N/n",
    ),
    (
        "(i ran|she walked|we hiked|i cycled|they drove) <q> km on monday, <m> on tuesday and <M> on (friday|sunday|wednesday)(. how far (altogether|in total|is that in total)|, how many km in total|. total distance)?",
        "q+m+M",
    ),
    (
        "(i spent|we spent|expenses:|i paid|she spent) <cur><m> on <thing>, <cur><q> on <thing2> and <cur><M> on (food|gas|taxis|drinks)(. (total|how much altogether|how much in total|what's the total))?",
        "m+q+M",
    ),
    (
        "(average|the average|mean) of (my grades|my scores|these|the marks|my times|) <n>, <k>, <N> (and|&) <h>(|?| please)",
        "avg4",
    ),
    (
        "(my grades|scores|marks|temperatures|times|points)( are| were|:) <n>, <k>(,| and) <N>(. (what's|what is) (the|my) average|, average|, what is the mean| - average)?",
        "avg3",
    ),
    (
        "(a|my|the|our) (room|garden|field|rectangle|wall|table) is <n> (m |meters |)by <k>(| m| meters)(. (what's the |)area|, what's the area|, how big is the area|. area in square meters)?",
        "n*k",
    ),
    (
        "(what's |what is |)(the |)(perimeter|distance around) of a <n> (by|x) <k> (rectangle|room|garden|field)?",
        "2*(n+k)",
    ),
    (
        "(what's |what is |)(the |)(area|perimeter) of a square with (side|sides|sides of|a side of) <n>(| cm| m)?",
        "square",
    ),
    (
        "(area|circumference) of a circle with (radius|a radius of|radius of) <n>(| cm| m)?",
        "circle",
    ),
    (
        "(what's the |)volume of a (box|room|tank|crate) (that is |of |)<n> (by|x) <k> (by|x) <h>(| cm| m)?",
        "n*k*h",
    ),
    (
        "(my (dad|mom|brother|wife) is|anna is|he is) <N> and (i'm|i am|tom is|she is) <n>(. how much older is (he|she|my dad|anna)|, how many years older is (he|she)|. what's the age difference)?",
        "N-n",
    ),
    (
        "(a|the|one) <one> costs <cur><M> here and <cur><m> there(. how much cheaper is (it|that)|, what's the difference|. how much do i save|, difference)?",
        "M-m",
    ),
    (
        "(i bought|he bought|we bought) <n> shares at <m> and sold (them |)at <M>(. (what's|what is) (my|the|his|our) profit|, profit|. how much profit)?",
        "n*(M-m)",
    ),
    (
        "(i work|she works) <n> hours a day, <k> days a week at <cur><m> an hour(. how much (a|per|is that a) week|, weekly pay|. what do i make a week)?",
        "n*k*m",
    ),
    (
        "(i sleep|i work|she studies|he plays) <n> hours a (day|night)(, how many hours (is that |)(in a|a|per) week|. how many hours a week)?",
        "n*7",
    ),
    (
        "<n> (people|friends|kids) share <k> (pizzas|cakes|bags) with <h> (slices|pieces|candies) (each|per pizza|in each)(. how many (each|per person|does each get)|, (slices|pieces) per person)?",
        "k*h/n",
    ),
    (
        "(interest on|what's the interest on|how much interest do i get on) <cur><N> at <p>%( a year| per year| for one year|)?",
        "N*p/100",
    ),
    (
        "(i|we) (put|deposit|save|invest) <cur><N> at (an interest rate of |)<p>% (a year|per year|interest)(. how much interest (do i|do we) get|, how much interest is that)( in a year| after one year|)?",
        "N*p/100",
    ),
    ("(what is|how many is|how much is) <n> dozen (eggs|roses|cookies|)?", "n*12"),
    ("how many (minutes|seconds) (are |is |)(there |)in <n> hours?", "minsec"),
    ("how many (hours|days) (are |)in <n> weeks?", "weeks"),
    ("(convert|change|turn) <q> (km|kilometers) (to|into) (meters|m)", "q*1000"),
    (
        "(start with|take) <N>, (add|take away|subtract) <n>, then (divide by|multiply by) <k>",
        "any",
    ),
    ("(double|half of|triple) <N> (then|and then) (add|subtract|take away) <n>", "any"),
    (
        "(reduce|cut|increase|raise) <N> by a (third|quarter|fifth|tenth)(, what is it|, how much is that|?)",
        "any",
    ),
    ("(convert|turn|what is|express) 0.<n> (as|to|into) a percentage?", "any"),
    ("<p>% of what (number |)is <N>?", "N/(p/100)"),
    ("(sum of|add) (all |the |)numbers from 1 to <N>", "N*(N+1)/2"),
    (
        "(taxi:|the plan has|plumber:|a cab has) (a |)(base fare|flat fee|starting fee|fixed fee) (of |)<m> (plus|and) <q> per (km), for <n> km(. how much is that|, how much|. total?)",
        "m+q*n",
    ),
    (
        "(a |)(price|jacket|ticket) before (a |)<p>% (discount|off)(,|) (if|when) i paid <M>(. what was it|, how much was it|?)",
        "M/(1-p/100)",
    ),
    (
        "<N> at <p>% compound(ed|) (interest |)(for|over) <k> years, (how much is that|what do i get|how much)?",
        "N*(1+p/100)^k",
    ),
    ("how many (hours) (are|is) <N> minutes?", "N/60"),
    ("(<n>) (litres|kilos|meters|hours) at (<m>)(,|.) (total|how much|what's that)(?|)", "n*m"),
    (
        "(what|how much) is (<n> squared plus <k> squared|the sum of <N> and <n>|the difference between <N> and <n>|<N> over <n>|half of <N> plus <n>|twice <n> minus <k>)?",
        "any",
    ),
    (
        "(<N> people and <n> per (table|car|row|bus)|<n> per (table|car|row|bus) and <N> people)(, how many (tables|cars|rows|buses) do (we|i) need|. how many (tables|cars|rows|buses))?",
        "N/n",
    ),
)

STORIES_ZH = (
    (
        "(买|来|要|订|我买|我要)<n><mw><thing>(，|)每<mw><m>(块|元|)(，|)(一共|总共|)(多少钱|要多少钱|得付多少|是多少)(？|啊|)",
        "n*m",
    ),
    (
        "(一<mw><thing>|<thing>一<mw>)(卖|要|是|)<m>(块|元)(，|)(买|要|来)<n><mw>(多少钱|要多少钱|一共多少钱|得花多少)(？|)",
        "n*m",
    ),
    (
        "<n><mw><thing>每<mw><m>(块|元|)，(再买|再加|还有|加上)<k><mw><thing2>每<mw><q>(块|元|)，(一共|总共|合计)(多少钱|要付多少|多少|花了多少)(？|)",
        "n*m+k*q",
    ),
    (
        "买<n><mw><thing>每<mw><m>(块|元|)，给(了|)(老板|收银员|他|)<M>(块|元)，(找|该找|要找)(回|我|)多少(钱|)(？|)",
        "M-n*m",
    ),
    (
        "(我有|手里有|身上带了|钱包里有)<M>(块|元|块钱)，(买<thing>|吃饭|打车)花了<m>(块|元|)，(买<thing2>|看电影|喝咖啡)花了<q>(块|元|)，(还剩|还有|剩下)多少(钱|)(？|)",
        "M-m-q",
    ),
    (
        "<who>有<N>(个|颗)<thing>，(吃了|送了|丢了|用了|卖了)<n>(个|颗)，(又买了|又得到|又买来)<k>(个|颗)，(现在有|还有|现在还有)(多少个|几个|多少)(？|)",
        "N-n+k",
    ),
    (
        "<who>(原来|)有<N>(个|本|张)<thing>，(给了|送给|借给)<who2><n>(个|本|张)，(还剩|还有|剩)(多少|几)(个|本|张)(？|)",
        "N-n",
    ),
    (
        "(车上|教室里|公交车上|店里)(有|原来有)<N>人，(下去|走了|下车)<n>人，(又来了|上来|又上来)<k>人，现在(有|)多少人(？|)",
        "N-n+k",
    ),
    (
        "(妈妈|爸爸|奶奶)给了我<M>(块|元)，(爷爷|叔叔|姑姑)给了<m>(块|元)，我花了<q>(块|元)，(还有|还剩|剩)多少(钱|)(？|)",
        "M+m-q",
    ),
    (
        "<n>个人(吃饭|聚餐|打车|住酒店|唱歌)(一共|)(花了|用了|是)<M>(块|元|)，(AA|平摊|平分|每人|人均)(每人|)(多少|多少钱|付多少|出多少)(？|)",
        "M/n",
    ),
    (
        "<M>(块|元|块钱)(平均|)分给<n>个(人|孩子|同学|朋友)，每(人|个)(多少|几块|分多少|得多少)(？|)",
        "M/n",
    ),
    (
        "(把|)<N>个<thing>(平均|)分给<n>个(小朋友|人|同学|孩子)，每(人|个)(分|得|能分)(几|多少)个(？|)",
        "N/n",
    ),
    (
        "(原价|标价|售价|价格)<M>(块|元|)(的<thing>|)(，|)(打|现在打)(八|七|九|六|五|八五|七五)折(，|)(是|要|后是|现在|)(多少钱|多少|几块)(？|)",
        "zhe",
    ),
    (
        "<M>(块|元|)的<thing>打(八|七|九|六|五|8|7|9|八五|75)折(是|要|后|)(多少钱|多少|多钱)(？|)",
        "zhe",
    ),
    ("<thing>原价<M>(，|)现在半价(，|)(多少钱|要多少)(？|)", "M/2"),
    (
        "(工资|月薪|收入|价格|房租)<N>(，|)(涨了|上涨|提高|增加)<p>%(，|)(现在|变成|是|后是)(多少|多少钱)(？|)",
        "N*(1+p/100)",
    ),
    (
        "(工资|月薪|收入|奖金)<N>(，|)(扣|扣掉|扣除|减去)<p>%(的税|的社保|)(，|)(还剩|到手|剩下)多少(？|)",
        "N*(1-p/100)",
    ),
    (
        "(价格|房租|工资|油价|股价)从<m>(涨到|上涨到)<M>(，|)(涨了百分之几|涨幅是多少|涨了百分之多少)(？|)",
        "(M-m)/m*100",
    ),
    (
        "(全班|全校|公司|这个班|一共)(有|)<N>(人|个人)，(男生|女生|女员工|近视的|党员)占<p>%，(男生|女生|是|有|那就是)(多少人|多少个|几个人)(？|)",
        "N*p/100",
    ),
    ("<N>的百分之<p>(是多少|等于多少|是几|)(？|)", "N*p/100"),
    ("(存|银行存|存款|我存)<N>(块|元|)，年利率<p>%，(一年|)(利息|利息是)多少(？|)", "N*p/100"),
    (
        "(房租|健身卡|话费|车贷|水电费|月供)(每月|一个月|每个月)<N>(块|元|)，(一年|全年)(是|要|得|)(多少|多少钱|交多少)(？|)",
        "N*12",
    ),
    ("(月薪|工资每月|每月工资)<N>，(年薪|一年|年收入)(是|有|)多少(？|)", "N*12"),
    (
        "(我|他|小明|)每天(走|跑|背|看|写|做)<n>(步|公里|个单词|页|个字|道题)，(一周|一个星期)(走|跑|背|看|写|做|是|)(多少|几)(步|公里|个|页|道|)(？|)",
        "n*7",
    ),
    (
        "(一本书|这本书|小说|)(有|共|)<N>页，每天(看|读)<n>页，(几天|多少天)(看完|读完|能看完|能读完)(？|)",
        "N/n",
    ),
    (
        "(有|一共|仓库有|)<N>(瓶|个|本)<thing>，每箱(装|放)<n>(瓶|个|本)，(要|需要|得要|能装)(几|多少)箱(？|)",
        "N/n",
    ),
    (
        "(一箱|一盒|一包|每箱|每盒)(有|装|)<n>(瓶|个|支)，(买了|有|一共|订了)<k>(箱|盒|包)，(一共|总共|)(多少|几)(瓶|个|支)(？|)",
        "n*k",
    ),
    (
        "(火车|汽车|高铁|飞机|小明|骑车)每小时(跑|走|行驶|飞|骑|开)<N>(公里|千米)，<n>(个|)小时(能|)(跑|走|行驶|飞|骑|开)(多远|多少公里|多少千米)(？|)",
        "N*n",
    ),
    (
        "(开车|骑车|坐车|跑步)<N>公里(用了|花了|用)<n>(个|)小时，(平均速度|速度|时速)(是|)多少(？|)",
        "N/n",
    ),
    (
        "(汽车|车|我的车)(油耗|)每百公里<q>(升|个油)，(跑|开)<N>公里(要|需要|用)多少(升|油|)(？|)",
        "q/100*N",
    ),
    (
        "(每小时|一小时|时薪)<m>(块|元|)，(干|做|工作|上班)<n>(个|)小时(多少钱|能挣多少|赚多少|是多少)(？|)",
        "m*n",
    ),
    (
        "(爸爸|妈妈|爷爷|老师|哥哥)<N>岁，(我|儿子|女儿|弟弟|小明)<n>岁，(爸爸|妈妈|爷爷|老师|哥哥|)比(我|儿子|女儿|弟弟|小明)大(几岁|多少岁|多少)(？|)",
        "N-n",
    ),
    ("<N>比<n>(多|大)(多少|几)(？|)", "N-n"),
    (
        "(这周|上月|周一|早餐)(花了|用了)<m>，(下周|这月|周二|午餐)(花了|用了)<q>，(周末|旅游|周三|晚餐)(花了|用了)<M>，(一共|总共)(花了|用了|)多少(？|)",
        "m+q+M",
    ),
    (
        "(打车|早饭|水果)(花了|)<m>(块|)，(吃饭|午饭|蔬菜)(花了|)<q>(块|)，(一共|总共|合计)(多少|多少钱|花了多少)(？|)",
        "m+q",
    ),
    ("(考了|成绩是|三科|分数)<n>，<k>，<N>(三门|三科|)，平均(分|)(是|)多少(？|)", "avg3"),
    ("<n>、<k>、<N>(的平均数|的平均值|加起来)(是|等于|)(多少|几)(？|)", "list3"),
    (
        "(长方形|花园|房间|操场|桌子)(的|)长<n>(米|)(，|)宽<k>(米|)(，|)(面积|周长)(是|)(多少|多大)(？|)",
        "rect",
    ),
    ("正方形(的|)边长(是|)<n>(厘米|米|)，(面积|周长)(是|)多少(？|)", "square"),
    ("圆(的|)半径(是|)<n>(厘米|米|)，(面积|周长)(是|)多少(？|)", "circle"),
    ("<n>打(鸡蛋|铅笔|啤酒)(是|一共|有)(多少|几)(个|支|瓶)(？|)", "n*12"),
    ("<N>除以<n>(余|的余数是|余数是)(几|多少)(？|)", "mod"),
    ("<n>(小时|个小时)(是|有|等于)多少(分钟|秒)(？|)", "minsec"),
    ("<n>斤(是|等于)(多少|几)公斤(？|)", "n/2"),
    ("<N>(里|里面)有(几|多少)个<n>(？|)", "N/n"),
    ("<N>是<n>的(几|多少)倍(？|)", "N/n"),
    ("<N>块(的东西|的<thing>|)，(我|)给了<M>(块|)，(找|该找)(我|)多少(钱|)(？|)", "M-N"),
    ("单价<m>(元|块)(，|)(买|要)<n>(个|件|本|斤)(，|)(总价|一共)(多少|是多少)(？|)", "n*m"),
    (
        "<n>个人(吃|分|喝)<k>(盒|箱|包)<thing>，每(盒|箱|包)(有|)<h>(个|瓶|块)，(每人|一人)(几|多少|能分几)(个|瓶|块)(？|)",
        "k*h/n",
    ),
    (
        "(打车|出租车|快递|)起步价<m>(块|)，每公里<q>(块|)，(坐|跑|送)<n>公里(一共|)(多少|多少钱|要多少)(？|)",
        "m+q*n",
    ),
    ("(打|现价)(八|七|九|六)折(后|之后)是<M>(块|)，原价(是|)多少(？|)", "any"),
    ("0.<n>(是|等于)百分之几(？|)", "any"),
    ("从1加到<N>(等于|是|得)(多少|几)(？|)", "N*(N+1)/2"),
    ("比<N>(少|低)<p>%(是|等于)多少(？|)", "N*(1-p/100)"),
    ("<N>(块|元|)存<k>年，年利率<p>%复利，(最后|到期|)(有|是|)多少(？|)", "N*(1+p/100)^k"),
    ("每(公斤|斤)<m>(块|)，(两|三|四|五)(公斤|斤)半多少(钱|)(？|)", "any"),
    ("<n>公里(是|)多少米(？|)", "n*1000"),
    ("工资<N>，扣(了|)<n>，到手多少(？|)", "N-n"),
    (
        "(三|两|四|五)(斤|公斤)(苹果|橘子|肉)<M>(块|元)，(一|每)(斤|公斤)(多少钱|几块|是多少)(？|)",
        "any",
    ),
)

THINGS_EN = "shirts books pens coffees apples tickets eggs muffins bottles chairs notebooks sandwiches beers cakes lamps plants pillows mugs socks oranges tacos stamps cards bagels burgers toys candles cups donuts hats".split()
THINGS_ZH = "奶茶 面包 苹果 橙子 书 笔 电影票 可乐 鸡蛋 衬衫 裤子 蛋糕 饺子 包子 矿泉水 牛奶 本子 袜子 杯子 椅子 饼干 西瓜 香蕉 咖啡 手机壳 帽子 鞋".split()
MEASURES = "个 本 杯 件 瓶 盒 张 袋 斤 份".split()
WHO_EN = "tom anna my_son lisa ben she he sarah max the_teacher john maria".split()
WHO_ZH = "小明 小红 小刚 我 他 妹妹 老王 弟弟 李老师 妈妈".split()

"""The English names of places that people often name in Chinese; the weather asks for those."""

_NAMES = """
北京 Beijing|上海 Shanghai|广州 Guangzhou|深圳 Shenzhen|成都 Chengdu|杭州 Hangzhou|武汉 Wuhan
西安 Xi'an|南京 Nanjing|重庆 Chongqing|天津 Tianjin|苏州 Suzhou|长沙 Changsha|郑州 Zhengzhou
青岛 Qingdao|大连 Dalian|厦门 Xiamen|昆明 Kunming|哈尔滨 Harbin|沈阳 Shenyang|长春 Changchun
济南 Jinan|合肥 Hefei|福州 Fuzhou|南昌 Nanchang|南宁 Nanning|贵阳 Guiyang|海口 Haikou|三亚 Sanya
兰州 Lanzhou|西宁 Xining|银川 Yinchuan|乌鲁木齐 Urumqi|拉萨 Lhasa|呼和浩特 Hohhot
石家庄 Shijiazhuang|太原 Taiyuan|香港 Hong Kong|澳门 Macau|台北 Taipei|高雄 Kaohsiung
桂林 Guilin|丽江 Lijiang|大理 Dali|张家界 Zhangjiajie|黄山 Huangshan|珠海 Zhuhai|无锡 Wuxi
宁波 Ningbo|温州 Wenzhou|烟台 Yantai|洛阳 Luoyang|开封 Kaifeng|敦煌 Dunhuang|喀什 Kashgar
漠河 Mohe|秦皇岛 Qinhuangdao|佛山 Foshan|东莞 Dongguan|景德镇 Jingdezhen|徐州 Xuzhou
扬州 Yangzhou|绍兴 Shaoxing|泉州 Quanzhou|威海 Weihai|嘉兴 Jiaxing|常州 Changzhou|南通 Nantong
唐山 Tangshan|包头 Baotou|吉林 Jilin|东京 Tokyo|大阪 Osaka|京都 Kyoto|札幌 Sapporo|首尔 Seoul
釜山 Busan|曼谷 Bangkok|清迈 Chiang Mai|普吉岛 Phuket|新加坡 Singapore|吉隆坡 Kuala Lumpur
雅加达 Jakarta|巴厘岛 Bali|马尼拉 Manila|河内 Hanoi|胡志明市 Ho Chi Minh City|新德里 New Delhi
孟买 Mumbai|迪拜 Dubai|伊斯坦布尔 Istanbul|开罗 Cairo|内罗毕 Nairobi|开普敦 Cape Town
伦敦 London|巴黎 Paris|柏林 Berlin|慕尼黑 Munich|法兰克福 Frankfurt|罗马 Rome|米兰 Milan
威尼斯 Venice|马德里 Madrid|巴塞罗那 Barcelona|里斯本 Lisbon|阿姆斯特丹 Amsterdam
布鲁塞尔 Brussels|维也纳 Vienna|苏黎世 Zurich|日内瓦 Geneva|布拉格 Prague|华沙 Warsaw
雅典 Athens|莫斯科 Moscow|圣彼得堡 Saint Petersburg|斯德哥尔摩 Stockholm|奥斯陆 Oslo
哥本哈根 Copenhagen|赫尔辛基 Helsinki|都柏林 Dublin|爱丁堡 Edinburgh|曼彻斯特 Manchester
雷克雅未克 Reykjavik|纽约 New York|洛杉矶 Los Angeles|旧金山 San Francisco|芝加哥 Chicago
波士顿 Boston|西雅图 Seattle|华盛顿 Washington|迈阿密 Miami|休斯顿 Houston|拉斯维加斯 Las Vegas
费城 Philadelphia|夏威夷 Hawaii|多伦多 Toronto|温哥华 Vancouver|蒙特利尔 Montreal
墨西哥城 Mexico City|里约热内卢 Rio de Janeiro|圣保罗 Sao Paulo|布宜诺斯艾利斯 Buenos Aires
悉尼 Sydney|墨尔本 Melbourne|布里斯班 Brisbane|珀斯 Perth|奥克兰 Auckland|惠灵顿 Wellington
邯郸 Handan|邢台 Xingtai|保定 Baoding|张家口 Zhangjiakou|承德 Chengde|沧州 Cangzhou
廊坊 Langfang|衡水 Hengshui|大同 Datong|阳泉 Yangquan|长治 Changzhi|晋城 Jincheng|晋中 Jinzhong
运城 Yuncheng|临汾 Linfen|赤峰 Chifeng|通辽 Tongliao|鄂尔多斯 Ordos|呼伦贝尔 Hulunbuir
海拉尔 Hailar|鞍山 Anshan|抚顺 Fushun|本溪 Benxi|丹东 Dandong|锦州 Jinzhou|营口 Yingkou
盘锦 Panjin|葫芦岛 Huludao|延吉 Yanji|四平 Siping|通化 Tonghua|白山 Baishan|松原 Songyuan
齐齐哈尔 Qiqihar|牡丹江 Mudanjiang|佳木斯 Jiamusi|大庆 Daqing|鸡西 Jixi|黑河 Heihe
伊春 Yichun, Heilongjiang|连云港 Lianyungang|淮安 Huai'an|盐城 Yancheng|镇江 Zhenjiang
泰州 Taizhou, Jiangsu|宿迁 Suqian|昆山 Kunshan|湖州 Huzhou|金华 Jinhua|义乌 Yiwu|衢州 Quzhou
舟山 Zhoushan|台州 Taizhou, Zhejiang|丽水 Lishui|乌镇 Wuzhen|芜湖 Wuhu|蚌埠 Bengbu|淮南 Huainan
马鞍山 Ma'anshan|淮北 Huaibei|铜陵 Tongling|安庆 Anqing|滁州 Chuzhou|阜阳 Fuyang|六安 Lu'an
亳州 Bozhou|池州 Chizhou|宣城 Xuancheng|莆田 Putian|三明 Sanming|漳州 Zhangzhou|南平 Nanping
龙岩 Longyan|宁德 Ningde|武夷山 Wuyishan|萍乡 Pingxiang|九江 Jiujiang|新余 Xinyu|鹰潭 Yingtan
赣州 Ganzhou|吉安 Ji'an|宜春 Yichun, Jiangxi|上饶 Shangrao|婺源 Wuyuan|淄博 Zibo|枣庄 Zaozhuang
东营 Dongying|潍坊 Weifang|济宁 Jining|泰安 Tai'an|日照 Rizhao|临沂 Linyi|德州 Dezhou
聊城 Liaocheng|滨州 Binzhou|菏泽 Heze|曲阜 Qufu|平顶山 Pingdingshan|安阳 Anyang|鹤壁 Hebi
新乡 Xinxiang|焦作 Jiaozuo|濮阳 Puyang|许昌 Xuchang|漯河 Luohe|三门峡 Sanmenxia|南阳 Nanyang
商丘 Shangqiu|信阳 Xinyang|周口 Zhoukou|驻马店 Zhumadian|黄石 Huangshi|十堰 Shiyan|宜昌 Yichang
襄阳 Xiangyang|鄂州 Ezhou|荆门 Jingmen|孝感 Xiaogan|荆州 Jingzhou|黄冈 Huanggang|咸宁 Xianning
随州 Suizhou|恩施 Enshi|神农架 Shennongjia|株洲 Zhuzhou|湘潭 Xiangtan|衡阳 Hengyang
邵阳 Shaoyang|岳阳 Yueyang|常德 Changde|益阳 Yiyang|郴州 Chenzhou|永州 Yongzhou|怀化 Huaihua
娄底 Loudi|吉首 Jishou|凤凰 Fenghuang|韶关 Shaoguan|汕头 Shantou|江门 Jiangmen|湛江 Zhanjiang
茂名 Maoming|肇庆 Zhaoqing|惠州 Huizhou|梅州 Meizhou|汕尾 Shanwei|河源 Heyuan|阳江 Yangjiang
清远 Qingyuan|中山 Zhongshan|潮州 Chaozhou|揭阳 Jieyang|云浮 Yunfu|柳州 Liuzhou|梧州 Wuzhou
北海 Beihai|防城港 Fangchenggang|钦州 Qinzhou|贵港 Guigang|玉林 Yulin, Guangxi|百色 Baise
贺州 Hezhou|河池 Hechi|来宾 Laibin|崇左 Chongzuo|阳朔 Yangshuo|儋州 Danzhou|三沙 Sansha
自贡 Zigong|攀枝花 Panzhihua|泸州 Luzhou|德阳 Deyang|绵阳 Mianyang|广元 Guangyuan|遂宁 Suining
内江 Neijiang|乐山 Leshan|南充 Nanchong|眉山 Meishan|宜宾 Yibin|广安 Guang'an|达州 Dazhou
雅安 Ya'an|巴中 Bazhong|西昌 Xichang|康定 Kangding|九寨沟 Jiuzhaigou|稻城 Daocheng
峨眉山 Emeishan|都江堰 Dujiangyan|六盘水 Liupanshui|遵义 Zunyi|安顺 Anshun|毕节 Bijie
铜仁 Tongren|凯里 Kaili|曲靖 Qujing|玉溪 Yuxi|保山 Baoshan|昭通 Zhaotong|普洱 Pu'er|临沧 Lincang
西双版纳 Xishuangbanna|景洪 Jinghong|腾冲 Tengchong|香格里拉 Shangri-La|瑞丽 Ruili
日喀则 Shigatse|林芝 Nyingchi|昌都 Chamdo|那曲 Nagqu|铜川 Tongchuan|宝鸡 Baoji|咸阳 Xianyang
渭南 Weinan|延安 Yan'an|汉中 Hanzhong|榆林 Yulin, Shaanxi|安康 Ankang|商洛 Shangluo
嘉峪关 Jiayuguan|天水 Tianshui|武威 Wuwei|张掖 Zhangye|酒泉 Jiuquan|平凉 Pingliang|庆阳 Qingyang
格尔木 Golmud|玉树 Yushu|德令哈 Delingha|石嘴山 Shizuishan|吴忠 Wuzhong|固原 Guyuan
中卫 Zhongwei|克拉玛依 Karamay|吐鲁番 Turpan|哈密 Hami|伊宁 Yining|库尔勒 Korla|阿克苏 Aksu
和田 Hotan|石河子 Shihezi|阿勒泰 Altay|台中 Taichung|台南 Tainan|花莲 Hualien|基隆 Keelung
新竹 Hsinchu|名古屋 Nagoya|横滨 Yokohama|神户 Kobe|福冈 Fukuoka|奈良 Nara|广岛 Hiroshima
仙台 Sendai|冲绳 Okinawa|那霸 Naha|长崎 Nagasaki|箱根 Hakone|仁川 Incheon|济州岛 Jeju
平壤 Pyongyang|乌兰巴托 Ulaanbaatar|芭提雅 Pattaya|岘港 Da Nang|芽庄 Nha Trang|金边 Phnom Penh
暹粒 Siem Reap|万象 Vientiane|仰光 Yangon|槟城 Penang|沙巴 Sabah|长滩岛 Boracay|宿务 Cebu
马六甲 Malacca|加德满都 Kathmandu|达卡 Dhaka|科伦坡 Colombo|马累 Male|班加罗尔 Bangalore
加尔各答 Kolkata|卡拉奇 Karachi|德黑兰 Tehran|巴格达 Baghdad|利雅得 Riyadh|多哈 Doha
阿布扎比 Abu Dhabi|耶路撒冷 Jerusalem|特拉维夫 Tel Aviv|安卡拉 Ankara|阿拉木图 Almaty
塔什干 Tashkent|第比利斯 Tbilisi|巴库 Baku|突尼斯 Tunis|卡萨布兰卡 Casablanca|马拉喀什 Marrakesh
拉各斯 Lagos|约翰内斯堡 Johannesburg|亚的斯亚贝巴 Addis Ababa|毛里求斯 Mauritius|汉堡 Hamburg
科隆 Cologne|斯图加特 Stuttgart|德累斯顿 Dresden|莱比锡 Leipzig|里昂 Lyon|马赛 Marseille
尼斯 Nice|波尔多 Bordeaux|斯特拉斯堡 Strasbourg|佛罗伦萨 Florence|那不勒斯 Naples|都灵 Turin
博洛尼亚 Bologna|热那亚 Genoa|塞维利亚 Seville|瓦伦西亚 Valencia|波尔图 Porto|鹿特丹 Rotterdam
海牙 The Hague|布鲁日 Bruges|卢森堡 Luxembourg|伯尔尼 Bern|巴塞尔 Basel|卢塞恩 Lucerne
萨尔茨堡 Salzburg|因斯布鲁克 Innsbruck|布达佩斯 Budapest|布加勒斯特 Bucharest|索非亚 Sofia
贝尔格莱德 Belgrade|萨格勒布 Zagreb|克拉科夫 Krakow|基辅 Kyiv|明斯克 Minsk|里加 Riga
塔林 Tallinn|维尔纽斯 Vilnius|摩纳哥 Monaco|利物浦 Liverpool|伯明翰 Birmingham|格拉斯哥 Glasgow
牛津 Oxford|剑桥 Cambridge|利兹 Leeds|布里斯托 Bristol|卑尔根 Bergen|哥德堡 Gothenburg
罗瓦涅米 Rovaniemi|海参崴 Vladivostok|符拉迪沃斯托克 Vladivostok|新西伯利亚 Novosibirsk
伊尔库茨克 Irkutsk|摩尔曼斯克 Murmansk|圣地亚哥 San Diego|亚特兰大 Atlanta|达拉斯 Dallas
奥斯汀 Austin|丹佛 Denver|凤凰城 Phoenix|波特兰 Portland|圣何塞 San Jose|奥兰多 Orlando
底特律 Detroit|明尼阿波利斯 Minneapolis|新奥尔良 New Orleans|匹兹堡 Pittsburgh
盐湖城 Salt Lake City|檀香山 Honolulu|火奴鲁鲁 Honolulu|安克雷奇 Anchorage|渥太华 Ottawa
卡尔加里 Calgary|魁北克 Quebec|埃德蒙顿 Edmonton|坎昆 Cancun|哈瓦那 Havana|利马 Lima
波哥大 Bogota|基多 Quito|加拉加斯 Caracas|堪培拉 Canberra|阿德莱德 Adelaide|黄金海岸 Gold Coast
凯恩斯 Cairns|霍巴特 Hobart|达尔文 Darwin|皇后镇 Queenstown|基督城 Christchurch|斐济 Fiji
关岛 Guam|塞班岛 Saipan|大溪地 Tahiti
"""
_ENGLISH = {
    pair.partition(" ")[0]: pair.partition(" ")[2]
    for pair in _NAMES.replace("\n", "|").split("|")
    if pair
}
_CHINESE = {english: chinese for chinese, english in reversed(_ENGLISH.items())}


_ONLY_ENGLISH = (
    "NYC, LA, SF, DC, Washington DC, New York City, Kansas City, Oklahoma City, "
    "Sacramento, Charlotte, "
    "Nashville, Cleveland, Columbus, Tampa, St. Louis, Baltimore, Memphis, Milwaukee, Anaheim, "
    "Cincinnati, San Antonio, Raleigh, Tucson, Buffalo, Cardiff, Belfast, Glasgow, Sheffield, "
    "Brighton, Cork, Galway, Winnipeg, Halifax, Hobart, Adelaide, Galveston, Lake Tahoe, Rio, "
    "Mumbai, Chennai, Hyderabad, Pune, Lahore, Dhaka, Nairobi, Lagos, Accra, Dakar, Tbilisi, "
    "Yerevan, Ljubljana, Bratislava, Gdansk, Malaga, Granada, Palermo, Lausanne, Antwerp, Ghent"
)
ENGLISH_NAMES = frozenset(
    name.casefold()
    for names in (*_ENGLISH.values(), *_ONLY_ENGLISH.split(", "))
    for name in (names, names.partition(",")[0])
)
"""English names that are known for sure to be places, for comparing without case."""

CHINESE_NAMES = tuple(sorted(_ENGLISH, key=len, reverse=True))
"""The Chinese names that are known, the longest first."""


def in_english(place: str) -> str:
    """The English name where it is known, else the place as it is; 市 at its end is no part."""
    return _ENGLISH.get(place, _ENGLISH.get(place.removesuffix("市"), place))


def in_chinese(place: str) -> str:
    """The Chinese name where it is known, else the place as it is."""
    return _CHINESE.get(place, place)

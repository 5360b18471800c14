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
"""
_ENGLISH = {
    pair.partition(" ")[0]: pair.partition(" ")[2]
    for pair in _NAMES.replace("\n", "|").split("|")
    if pair
}
_CHINESE = {english: chinese for chinese, english in _ENGLISH.items()}


def in_english(place: str) -> str:
    """The English name where it is known, else the place as it is; 市 at its end is no part."""
    return _ENGLISH.get(place, _ENGLISH.get(place.removesuffix("市"), place))


def in_chinese(place: str) -> str:
    """The Chinese name where it is known, else the place as it is."""
    return _CHINESE.get(place, place)

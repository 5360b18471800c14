"""Names of festivals, solar terms and places, as people write them."""


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split("|"))


EN_FEASTS = _listed(
    """
    christmas|Christmas|Christmas Day|xmas|Christmas Eve|New Year's Day|New Year's Eve|
    new year|Chinese New Year|the Chinese New Year|Lunar New Year|Spring Festival|
    the Spring Festival|Lantern Festival|the Lantern Festival|Dragon Boat Festival|
    the Dragon Boat Festival|Mid-Autumn Festival|the Mid-Autumn Festival|mid autumn festival|
    Halloween|Valentine's Day|Easter|Thanksgiving|Labour Day|National Day|
    China's National Day|Children's Day|Mother's Day|Father's Day|April Fools' Day|
    Qixi Festival|Double Ninth Festival|Laba Festival|Women's Day|Independence Day|
    Singles' Day|Teachers' Day|St. Patrick's Day|Boxing Day|Good Friday|Black Friday|
    Easter Monday|the gaokao|Earth Day|Lunar New Year's Eve|pi day
    """
)
ZH_FEASTS = _listed(
    """
    春节|过年|圣诞节|圣诞|元旦|中秋节|中秋|端午节|端午|国庆节|国庆|除夕|元宵节|七夕|情人节|劳动节|儿童节|母亲节|父亲节|重阳节|
    腊八节|万圣节|感恩节|平安夜|教师节|妇女节|青年节|愚人节|复活节|双十一|中元节|大年初一|新春|跨年|高考|小年|植树节|建党节|双十二|
    元宵|五一|六一儿童节
    """
)
EN_TERMS = _listed(
    """
    Minor Cold|Major Cold|Start of Spring|the Start of Spring|the beginning of spring|
    Rain Water|Awakening of Insects|the spring equinox|spring equinox|vernal equinox|
    Qingming|Pure Brightness|Grain Rain|Start of Summer|the start of summer|Grain Buds|
    Grain in Ear|the summer solstice|summer solstice|Minor Heat|Major Heat|Start of Autumn|
    the beginning of autumn|End of Heat|White Dew|the autumn equinox|autumnal equinox|
    autumn equinox|Cold Dew|Frost's Descent|Start of Winter|the start of winter|Minor Snow|
    Major Snow|the winter solstice|winter solstice|lichun|dongzhi|xiazhi|guyu|lixia|
    bailu|liqiu
    """
)
ZH_TERMS = _listed(
    """
    小寒|大寒|立春|雨水|惊蛰|春分|清明|谷雨|立夏|小满|芒种|夏至|小暑|大暑|立秋|处暑|白露|秋分|寒露|霜降|立冬|小雪|大雪|
    冬至
    """
)
EN_PLACES = _listed(
    """
    London|Paris|New York|New York City|Tokyo|Beijing|Shanghai|Los Angeles|
    San Francisco|Chicago|Berlin|Rome|Madrid|Moscow|Sydney|Melbourne|Singapore|Bangkok|
    Seoul|Delhi|Mumbai|Cairo|Lagos|Nairobi|Cape Town|Toronto|Vancouver|Mexico City|
    Buenos Aires|Rio de Janeiro|Sao Paulo|Lima|Oslo|Stockholm|Helsinki|Copenhagen|
    Amsterdam|Brussels|Vienna|Zurich|Geneva|Prague|Warsaw|Budapest|Athens|Istanbul|
    Dubai|Tel Aviv|Hanoi|Ho Chi Minh City|Manila|Jakarta|Kuala Lumpur|Hong Kong|Taipei|
    Osaka|Kyoto|Shenzhen|Guangzhou|Chengdu|Hangzhou|Wuhan|Xi'an|Harbin|Boston|Seattle|
    Miami|Dallas|Houston|Denver|Las Vegas|Washington DC|Philadelphia|Portland|Austin|
    Dublin|Edinburgh|Manchester|Lisbon|Barcelona|Milan|Naples|Venice|Munich|Hamburg|
    Frankfurt|Lyon|Marseille|Nice|Reykjavik|Auckland|Wellington|Honolulu|Anchorage|
    Montreal|Quebec City|Salt Lake City|Kathmandu|Lhasa|Urumqi|Ulaanbaatar|Tashkent|
    Baku|Tbilisi|Santiago|Bogota|Havana|Casablanca|Addis Ababa|Accra|Johannesburg|
    Perth|Brisbane|Ithaca, New York|Paris, France|Springfield, Illinois|Cambridge, England
    """
)
ZH_PLACES = _listed(
    """
    北京|上海|广州|深圳|成都|杭州|武汉|西安|南京|重庆|天津|苏州|长沙|郑州|青岛|大连|厦门|昆明|哈尔滨|沈阳|长春|济南|合肥|
    福州|南昌|南宁|贵阳|海口|三亚|兰州|西宁|银川|乌鲁木齐|拉萨|呼和浩特|石家庄|太原|香港|澳门|台北|东京|大阪|首尔|纽约|伦敦|
    巴黎|柏林|莫斯科|悉尼|新加坡|曼谷|洛杉矶|旧金山|桂林|丽江|大理|张家界|黄山|珠海|无锡|宁波|温州|烟台|洛阳|开封|敦煌|喀什|
    漠河|秦皇岛|北戴河|佛山|东莞|浦东|朝阳区|海淀区|九寨沟|西双版纳|景德镇|连云港|徐州|扬州|绍兴|罗马|多伦多|温哥华|墨尔本|吉隆坡|
    河内|清迈|普吉岛|巴塞罗那
    """
)

EN_ZONES = (
    *("New York", "London", "Tokyo", "UTC", "Paris", "Berlin", "Sydney", "Pacific", "Eastern"),
    *("Singapore", "India", "Los Angeles", "Chicago", "GMT", "Moscow", "Seoul"),
)
ZH_ZONES = ("纽约", "伦敦", "东京", "巴黎", "柏林", "悉尼", "世界", "首尔", "莫斯科", "洛杉矶")

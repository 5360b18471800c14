"""Countries and states that people write behind a town without a comma, in Chinese before it."""

import re

_COUNTRIES = (
    "afghanistan|albania|algeria|andorra|angola|argentina|armenia|australia|austria|azerbaijan|"
    "bahamas|bahrain|bangladesh|barbados|belarus|belgium|belize|bhutan|bolivia|bosnia|botswana|"
    "brazil|brunei|bulgaria|cambodia|cameroon|canada|chile|china|colombia|costa rica|croatia|cuba|"
    "cyprus|czechia|czech republic|denmark|dominican republic|ecuador|egypt|el salvador|england|"
    "estonia|ethiopia|fiji|finland|france|germany|ghana|greece|greenland|guatemala|guyana|haiti|"
    "honduras|hungary|iceland|india|indonesia|iran|iraq|ireland|northern ireland|israel|italy|"
    "jamaica|japan|jordan|kazakhstan|kenya|korea|south korea|north korea|kuwait|kyrgyzstan|laos|"
    "latvia|lebanon|libya|lithuania|luxembourg|madagascar|malaysia|maldives|malta|mauritius|mexico|"
    "moldova|mongolia|montenegro|morocco|mozambique|myanmar|namibia|nepal|netherlands|new zealand|"
    "nicaragua|nigeria|norway|oman|pakistan|panama|papua new guinea|paraguay|peru|philippines|"
    "poland|"
    "portugal|puerto rico|qatar|romania|russia|rwanda|saudi arabia|scotland|senegal|serbia|"
    "singapore|slovakia|slovenia|south africa|spain|sri lanka|sudan|sweden|switzerland|syria|"
    "taiwan|"
    "tanzania|thailand|tunisia|turkey|turkiye|uganda|uk|ukraine|united kingdom|"
    "united arab emirates|uae|united states|usa|uruguay|uzbekistan|venezuela|vietnam|viet nam|"
    "wales|"
    "yemen|zambia|zimbabwe"
)
_STATES = (
    "alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|"
    "hawaii|idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|"
    "michigan|minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|"
    "new mexico|new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|"
    "rhode island|south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|"
    "west virginia|wisconsin|wyoming|ontario|quebec|alberta|manitoba|british columbia|nova scotia|"
    "queensland|new south wales|victoria|tasmania|western australia|south australia|bavaria|"
    "tuscany|sicily|andalusia|catalonia|kerala|goa|"
    "tx|ny|nj|fl|wa|ga|az|nc|sc|va|tn|mn|mo|wi|nv|nm|ks|ky|ct|md|mi|ut|vt|wy|bc|nsw|qld"
)
_REGION = "|".join(sorted(f"{_COUNTRIES}|{_STATES}".split("|"), key=len, reverse=True))
_BEHIND = re.compile(rf"(?P<town>.*[^\s,]),? (?P<region>{_REGION}|[A-Z]{{2}})")
_ANY_CASE = re.compile(rf"(?P<town>.*[^\s,]),? (?P<region>{_REGION})", re.I)
_NEAR = re.compile(r"(?:new|north|south|east|west|port|saint|st\.?|fort|san|santa|gulf of)", re.I)
_ZH_COUNTRIES = (
    "美国|英国|法国|德国|日本|韩国|泰国|越南|老挝|缅甸|柬埔寨|马来西亚|印度尼西亚|印尼|菲律宾|印度|尼泊尔|斯里兰卡|巴基斯坦|哈萨克斯坦|俄罗斯|"
    "意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|奥地利|希腊|土耳其|埃及|摩洛哥|南非|肯尼亚|挪威|瑞典|芬兰|丹麦|冰岛|波兰|捷克|匈牙利|克罗地亚|"
    "爱尔兰|苏格兰|加拿大|墨西哥|古巴|巴西|阿根廷|智利|秘鲁|澳大利亚|新西兰|以色列|阿联酋|伊朗|中国"
)
_ZH_BEFORE = re.compile(rf"(?P<region>{_ZH_COUNTRIES})的?(?P<town>[㐀-鿿·]{{2,}})")


def is_region(name: str) -> bool:
    """Whether it is a country, a state or two capital letters that may stand for one."""
    return re.fullmatch(rf"(?i:{_REGION})|[A-Z]{{2}}", name) is not None


def with_region(place: str) -> str:
    """``paris france`` as ``paris, france``: the town first, its country or state after a comma."""
    if "," in place:
        return place
    if hit := _ZH_BEFORE.fullmatch(place):
        return f"{hit['town']}，{hit['region']}"
    hit = _ANY_CASE.fullmatch(place) or _BEHIND.fullmatch(place)
    if hit is None or _NEAR.fullmatch(hit["town"]):
        return place
    return f"{hit['town']}, {hit['region']}"

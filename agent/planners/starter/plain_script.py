"""One script for the rules and the model that read a question: simplified, half-width, quiet."""

import re

_PAIRS = """
農农 曆历 歷历 陰阴 陽阳 號号 禮礼 週周 點点 鐘钟 鍾钟 時时 間间 後后 個个 幾几 還还 離离 從从
現现 過过 經经 剛刚 開开 結结 國国 慶庆 節节 聖圣 誕诞 親亲 兒儿 婦妇 勞劳 動动 複复 復复 愛爱
萬万 億亿 兩两 歲岁 屬属 龍龙 馬马 雞鸡 豬猪 氣气 溫温 濕湿 熱热 風风 雲云 霧雾 颱台 颳刮 帶带
傘伞 嗎吗 麼么 麽么 樣样 會会 邊边 裡里 裏里 這这 們们 說说 請请 問问 謝谢 煩烦 幫帮 給给 訴诉
預预 報报 雙双 單单 價价 錢钱 買买 賣卖 塊块 張张 條条 餘余 數数 與与 減减 階阶 總总 計计 積积
圓圆 圍围 長长 寬宽 徑径 體体 種种 頁页 讀读 書书 畫画 學学 習习 課课 業业 發发 資资 稅税 費费
貸贷 償偿 債债 賺赚 儲储 漲涨 優优 貴贵 輕轻 遠远 車车 騎骑 飛飞 機机 觀观 歡欢 麗丽 東东 臺台
灣湾 廣广 蘇苏 濟济 漢汉 陝陕 遼辽 寧宁 瀋沈 鄭郑 門门 鄉乡 縣县 區区 島岛 澤泽 滬沪 倫伦 紐纽
約约 聯联 韓韩 羅罗 華华 頓顿 維维 爾尔 紹绍 興兴 揚扬 連连 錦锦 無无 錫锡 廈厦 烏乌 齊齐 薩萨
歐欧 亞亚 達达 魯鲁 蘭兰 銀银 鹽盐 齡龄 驚惊 蟄蛰 穀谷 滿满 處处 極极 夠够 師师 傳传 陸陆 際际
應应 該该 準准 備备 選选 擇择 認认 識识 讓让 對对 錯错 難难 題题 為为 當当 並并 乾干 淨净 隻只
顆颗 輛辆 棟栋 層层 蘋苹 紅红 綠绿 藍蓝 黃黄 飯饭 麵面 筆笔 鉛铅 雜杂 誌志 電电 腦脑 視视 話话
郵邮 遞递 換换 匯汇 兌兑 幣币 產产 藥药 醫医 護护 證证 簽签 訂订 屆届 圖图 館馆 園园 樓楼 廳厅
橋桥 鐵铁 軍军 廠厂 實实 績绩 級级 組组 團团 員员 戶户 頭头 腳脚 關关 掛挂 釣钓 曬晒 終终 於于
內内 輪轮 遊游 戲戏 紀纪 錄录 勝胜 敗败 賽赛 練练 聲声 響响 覺觉 夢梦 壞坏 舊旧 鮮鲜 凍冻 攤摊
擔担 夥伙 佔占 碼码 釐厘 噸吨 鎊镑 標标 據据 舉举 許许 願愿 訊讯 聽听 寫写 譯译 詩诗 薦荐 講讲
適适 強强 陣阵 廟庙 補补 調调 獅狮 蠍蝎 魚鱼 瑪玛 貝贝 諾诺 歸归 進进 遲迟 運运 轉转 載载 邁迈
醜丑 鎮镇 閏闰 陳陈 隨随 險险 雖虽 靈灵 順顺 領领 顯显 飲饮 餅饼 駛驶 驗验 髮发 鳥鸟 麥麦 齒齿
櫃柜 殘残 毀毁 決决 沒没 況况 測测 渦涡 湯汤 滅灭 漁渔 潔洁 灑洒 燈灯 燒烧 爐炉 牆墙 獎奖 獲获
環环 療疗 盤盘 盡尽 監监 瞭了 確确 稱称 穩稳 競竞 籃篮 糧粮 紙纸 細细 絕绝 統统 綜综 線线 編编
緊紧 縮缩 織织 繼继 續续 罰罚 聞闻 職职 膠胶 臨临 舖铺 艙舱 莊庄 葉叶 蓋盖 藝艺 蘿萝 虧亏 術术
衛卫 裝装 規规 記记 設设 評评 試试 詢询 誤误 語语 誰谁 論论 變变 豐丰 貓猫 貨货 販贩 賀贺 賬账
贈赠 贏赢 趕赶 跡迹 軟软 釋释 針针 鈔钞 鋪铺 鋼钢 錶表 鏡镜 閉闭 閱阅 隊队 頂顶 項项 須须 額额
顧顾 養养 騙骗 髒脏 鬆松 鬥斗 黨党
"""
_PLAIN = str.maketrans(
    {pair[0]: pair[1] for pair in _PAIRS.split()}
    | {chr(code): chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
    | {"’": "'", "\u3000": " ", "\u00a0": " "}
)


def plain(text: str) -> str:
    """The text, as long as it was, in simplified characters and half-width letters and digits."""
    return text.translate(_PLAIN)


_DRAWN = re.compile("[\u2190-\u2bff\ufe0e\ufe0f\u200d\U0001f000-\U0001faff]+")
_DRAWLED = re.compile(r"([^\W\d_]|[!?.,~…。！？～])\1{2,}")


def quiet(text: str) -> str:
    """The text on one line as a small model reads it: small letters, no pictures, nothing drawled.

    A text that is nothing but pictures keeps them.
    """
    line = _DRAWLED.sub(r"\1\1", plain(text)).lower()
    return " ".join(_DRAWN.sub(" ", line).split()) or " ".join(line.split())

"""What the person is told of a file that can't be read: why, and what to send instead."""

from typing import Literal

Why = Literal[
    "too_large", "too_many", "not_fetched", "unknown", "picture", "document", "sheet", "slides",
    "video", "empty", "scan", "locked", "damaged", "too_slow", "cut", "no_pdf", "too_much",
    "no_voice", "not_heard", "voice_refused", "silent",
]  # fmt: skip

_EN: dict[Why, str] = {
    "too_large": "`{name}` is larger than {limit} MB. Send a smaller file, or the part that "
    "matters.",
    "too_many": "Only the first {limit} files were read. Send the others in a further message.",
    "not_fetched": "`{name}` could not be fetched. Please send it again.",
    "unknown": "`{name}`: this kind of file can't be read. Send text, PDF, DOCX, PNG or JPEG.",
    "picture": "`{name}`: this kind of picture can't be read. Send PNG or JPEG.",
    "document": "`{name}`: this kind of document can't be read. Send it as PDF or DOCX.",
    "sheet": "`{name}`: spreadsheets can't be read. Send it as CSV or PDF.",
    "slides": "`{name}`: slides can't be read. Send them as PDF.",
    "video": "`{name}`: videos can't be watched. Send pictures of it, or say what it is about.",
    "empty": "`{name}` is empty.",
    "scan": "`{name}` has no text in it (is it a scan?). Send its pages as pictures.",
    "locked": "`{name}` is locked with a password. Send it without one.",
    "damaged": "`{name}` is damaged and can't be read. Send it again, or in another form.",
    "too_slow": "`{name}` took too long to read. Send only the pages that matter.",
    "cut": "`{name}` is long: only its first part was read ({limit}).",
    "no_pdf": "`{name}`: PDFs can't be read here. The operator can install the package pypdf.",
    "too_much": "`{name}`: the pictures are too large together. Send it in a message of its own.",
    "no_voice": "`{name}`: sound can't be understood here, as no transcription is set up. "
    "Please write.",
    "not_heard": "`{name}` could not be transcribed just now. Please send it again, or write.",
    "voice_refused": "`{name}`: the transcription service refuses. Please write; the operator "
    "finds the cause with `kagentsys doctor`.",
    "silent": "`{name}`: no words could be heard in it.",
}
_ZH: dict[Why, str] = {
    "too_large": "`{name}` 超过 {limit} MB。请发送小一些的文件，或只发需要的部分。",
    "too_many": "只读取了前 {limit} 个文件，其余的请另发一条消息。",
    "not_fetched": "没能取到 `{name}`，请重新发送。",
    "unknown": "`{name}`：无法读取这类文件。请发送文本、PDF、DOCX、PNG 或 JPEG。",
    "picture": "`{name}`：无法读取这种图片格式。请发送 PNG 或 JPEG。",
    "document": "`{name}`：无法读取这种文档格式。请改发 PDF 或 DOCX。",
    "sheet": "`{name}`：无法读取表格文件。请改发 CSV 或 PDF。",
    "slides": "`{name}`：无法读取幻灯片。请改发 PDF。",
    "video": "`{name}`：无法观看视频。请发送截图，或用文字说明内容。",
    "empty": "`{name}` 是空文件。",
    "scan": "`{name}` 里没有文字（是扫描件吗？）。请把页面作为图片发送。",
    "locked": "`{name}` 有密码保护。请发送没有密码的版本。",
    "damaged": "`{name}` 已损坏，无法读取。请重新发送，或换一种格式。",
    "too_slow": "读取 `{name}` 用时过长。请只发送需要的页面。",
    "cut": "`{name}` 太长，只读取了开头部分（{limit}）。",
    "no_pdf": "`{name}`：这里无法读取 PDF。管理员可以安装 pypdf 软件包。",
    "too_much": "`{name}`：图片总量太大，请单独发送这一张。",
    "no_voice": "`{name}`：这里没有设置语音转写，听不了语音。请用文字发送。",
    "not_heard": "`{name}` 暂时没能转写成文字。请重新发送，或用文字说明。",
    "voice_refused": "`{name}`：语音转写服务拒绝了请求。请用文字发送；"
    "管理员可以运行 `kagentsys doctor` 查看原因。",
    "silent": "`{name}`：没有听到说话内容。",
}
_JA: dict[Why, str] = {
    "too_large": "`{name}` は {limit} MB を超えています。小さいファイルか、必要な部分だけを"
    "送ってください。",
    "too_many": "最初の {limit} 個のファイルだけを読みました。残りは別に送ってください。",
    "not_fetched": "`{name}` を取得できませんでした。もう一度送ってください。",
    "unknown": "`{name}`：この種類のファイルは読めません。テキスト、PDF、DOCX、PNG、JPEG を"
    "送ってください。",
    "picture": "`{name}`：この画像形式は読めません。PNG か JPEG を送ってください。",
    "document": "`{name}`：この文書形式は読めません。PDF か DOCX で送ってください。",
    "sheet": "`{name}`：表計算ファイルは読めません。CSV か PDF で送ってください。",
    "slides": "`{name}`：スライドは読めません。PDF で送ってください。",
    "video": "`{name}`：動画は見られません。画像を送るか、内容を文章で説明してください。",
    "empty": "`{name}` は空です。",
    "scan": "`{name}` には文字がありません（スキャンですか？）。ページを画像で送ってください。",
    "locked": "`{name}` にはパスワードがかかっています。外してから送ってください。",
    "damaged": "`{name}` は壊れていて読めません。もう一度、または別の形式で送ってください。",
    "too_slow": "`{name}` の読み取りに時間がかかりすぎました。必要なページだけを送ってください。",
    "cut": "`{name}` は長いため、最初の部分だけを読みました（{limit}）。",
    "no_pdf": "`{name}`：ここでは PDF を読めません。管理者は pypdf を導入できます。",
    "too_much": "`{name}`：画像が全体で大きすぎます。この画像だけを別に送ってください。",
    "no_voice": "`{name}`：文字起こしが設定されていないため、音声は聞けません。文字で送って"
    "ください。",
    "not_heard": "`{name}` を今は文字にできませんでした。もう一度送るか、文字で送ってください。",
    "voice_refused": "`{name}`：文字起こしサービスに拒否されました。文字で送ってください。管理者は "
    "`kagentsys doctor` で原因を確認できます。",
    "silent": "`{name}`：言葉が聞き取れませんでした。",
}
_OF = {"en": _EN, "zh": _ZH, "ja": _JA}


class Unreadable(Exception):
    """A file that can't be read. ``passing``: it may be read another time."""

    def __init__(self, why: Why, *, limit: object = "", passing: bool = False) -> None:
        super().__init__(why)
        self.why: Why = why
        self.limit = limit
        self.passing = passing

    def said(self, name: str, language: str) -> str:
        """The sentence for the person, in English where the language is not known."""
        words = _OF.get(language, _EN)
        return words[self.why].format(name=name, limit=self.limit)

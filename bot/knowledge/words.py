"""What people are told about the memory bank, in every language; names in braces are filled in."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of one language."""

    learn_how: str
    learnt: str
    known: str
    too_many: str
    nothing_learnt: str
    sources: str
    forgotten: str
    not_there: str
    which: str
    remember_how: str
    remembered: str
    only_alone: str
    too_long: str
    memory: str
    no_memory: str
    changed: str
    deleted: str
    exported: str
    erase_how: str
    erased: str
    not_fetched: str


EN = Words(
    learn_how="Give me something to learn: `/learn https://…`, or a file with `/learn` as its "
    "caption.",
    learnt="Learnt: {title} (number {number}). `/forget {number}` takes it back.",
    known="I know {title} already, and nothing in it has changed.",
    too_many="There are {limit} documents here already. `/forget` some first.",
    nothing_learnt="Nothing was learnt here yet.",
    sources="What was learnt here:",
    forgotten="Forgotten: {title}.",
    not_there="There is no {what} here. `/forget` alone shows what there is.",
    which="Which one? `/forget` with a number or a name.",
    remember_how="Say what I should remember about you: `/remember I eat no meat`.",
    remembered="I will remember it. `/memory` shows all that I remember about you.",
    only_alone="Please ask me that where we are alone: it is about you.",
    too_long="That is too much: at most {limit} characters, and {count} things in all.",
    memory="What I remember about you:",
    no_memory="I remember nothing about you. `/remember …` changes that.",
    changed="Changed.",
    deleted="Forgotten.",
    exported="All that is kept about you:",
    erase_how="This erases everything kept about you: what you asked, taught and had remembered, "
    "and your consent to training. It can't be undone. If you want that, send `/erase everything`.",
    erased="Erased: {turns} messages with their answers, and all that you taught and had "
    "remembered. Nothing of yours is written into training data from now on.",
    not_fetched="I could not get that file. Please send it again.",
)
ZH = Words(
    learn_how="请给我要学习的内容：`/learn https://…`，或发送文件并以 `/learn` 作为说明。",
    learnt="已学习：{title}（编号 {number}）。`/forget {number}` 可以撤销。",
    known="{title} 已经学过，内容没有变化。",
    too_many="这里已有 {limit} 份资料，请先用 `/forget` 删除一些。",
    nothing_learnt="这里还没有学习过任何内容。",
    sources="这里学习过的内容：",
    forgotten="已忘记：{title}。",
    not_there="这里没有 {what}。单独发送 `/forget` 可以查看列表。",
    which="要忘记哪一个？请发送 `/forget` 加编号或名称。",
    remember_how="请说明要我记住什么：`/remember 我不吃肉`。",
    remembered="我会记住。`/memory` 可以查看我记住的关于你的全部内容。",
    only_alone="这是关于你个人的内容，请私下问我。",
    too_long="太多了：每条最多 {limit} 个字符，总共最多 {count} 条。",
    memory="我记住的关于你的内容：",
    no_memory="我没有记住关于你的任何内容。`/remember …` 可以让我记住。",
    changed="已修改。",
    deleted="已忘记。",
    exported="关于你保存的全部内容：",
    erase_how="这会删除关于你的全部内容：你的提问、教给我的资料、让我记住的事，以及对训练用途的同意，"
    "且无法恢复。"
    "如果确定，请发送 `/erase everything`。",
    erased="已删除：{turns} 条消息及其回答，以及你教给我和让我记住的全部内容。"
    "今后不会再把你的内容写入训练数据。",
    not_fetched="没能取到这个文件，请重新发送。",
)
JA = Words(
    learn_how="覚える内容をください：`/learn https://…`、またはファイルに `/learn` と添えて"
    "送ってください。",
    learnt="覚えました：{title}（番号 {number}）。`/forget {number}` で取り消せます。",
    known="{title} はもう覚えています。内容に変わりはありません。",
    too_many="ここにはもう {limit} 件の資料があります。先に `/forget` で減らしてください。",
    nothing_learnt="ここではまだ何も覚えていません。",
    sources="ここで覚えたもの：",
    forgotten="忘れました：{title}。",
    not_there="{what} はここにありません。`/forget` だけを送ると一覧が出ます。",
    which="どれですか。`/forget` に番号か名前を付けてください。",
    remember_how="覚えてほしいことを書いてください：`/remember 肉は食べません`。",
    remembered="覚えておきます。`/memory` で覚えていることがすべて見られます。",
    only_alone="あなた個人のことなので、二人だけのところで聞いてください。",
    too_long="多すぎます：1 件 {limit} 文字まで、全部で {count} 件までです。",
    memory="あなたについて覚えていること：",
    no_memory="あなたについて何も覚えていません。`/remember …` で覚えます。",
    changed="変更しました。",
    deleted="忘れました。",
    exported="あなたについて保存しているすべて：",
    erase_how="あなたの質問、教えた資料、覚えさせたこと、学習利用への同意をすべて消します。"
    "元に戻せません。"
    "よければ `/erase everything` を送ってください。",
    erased="消しました：{turns} 件のメッセージと回答、教えた資料と覚えさせたことのすべて。"
    "今後、あなたの内容は学習データに書き出しません。",
    not_fetched="そのファイルを取得できませんでした。もう一度送ってください。",
)
LANGUAGES = {"en": EN, "zh": ZH, "ja": JA}

"""The agent's Japanese: what people are told; models follow the English better."""

from dataclasses import replace

from agent.prompts.en import EN

JA = replace(
    EN,
    this_language="Answer in Japanese.",
    no_answer="答えが見つかりませんでした。もう一度、別の言い方で聞いてみてください。",
    too_long="メッセージがこのモデルには長すぎます。短くするか、分けて送ってください。",
    cant_see="（画像は見られません。いま答えているモデルは文字しか読めません。）",
    stopped={
        "step_limit": "（{limit}件の作業の上限に達したため、不完全かもしれません。）",
        "time_limit": "（時間の上限に達したため、不完全かもしれません。）",
        "token_limit": "（トークンの上限に達したため、不完全かもしれません。）",
    },
)

"""What a run's report says, in the operator's language."""

from dataclasses import dataclass

from agent.profile import Language


@dataclass(frozen=True, kw_only=True)
class NightWords:
    """Templates for `str.format`. ``day`` and ``short_day`` are for `strftime`."""

    day: str
    short_day: str
    title: str
    dimensions: dict[str, str]
    and_: str
    or_: str

    # what a run is compared with
    baseline: str
    run_of: str
    last_runs: str

    # headlines
    first: str
    regression: str
    better: str
    against: str
    difference: str
    ok: str
    other_records: str
    no_baseline: str
    unanswered: str
    failed: str
    nothing_scored: str
    program_fault: str
    overall: str
    overall_score: str

    # the rest of a report
    score: str
    interval: str
    incomparable: str
    asked: str
    own_cases: str
    sample: str
    cost: str
    reach: str
    details: str
    run: str
    trend: str

    # a run by hand
    opening: str
    far: tuple[str, str, str, str]
    elsewhere: str
    just_ended: str
    under_way: str


_EN = NightWords(
    day="%d %b %Y",
    short_day="%d %b",
    title="KAgentBench, {day}: {headline}",
    dimensions={
        "plan": "plan",
        "tooluse": "tool use",
        "reflextion": "reflection",
        "conclusion": "conclusion",
        "profile": "profile",
        "overall": "overall",
    },
    and_=" and ",
    or_=" or ",
    baseline="the baseline",
    run_of="the run of {day}",
    last_runs="the last {count} runs",
    first="First run: {score}; later ones are compared with it",
    regression="Regression in {what}",
    better="Better in {what}",
    against="{what} against {against}",
    difference="{dimension} ({mean}, 95%: {reach})",
    ok="OK: {score}, no difference from {names}",
    other_records="Incomparable with {names}: other records were scored; {score}",
    no_baseline="Incomparable: the baseline {name} is not there",
    unanswered="Incomparable: {missing:,} of {total:,} prompts got no answer, such as: {why}",
    failed="Failed: {why}",
    nothing_scored="nothing could be scored",
    program_fault="a fault of the program ({why})",
    overall="{score:.2f} overall",
    overall_score="the overall score",
    score="score",
    interval="95% interval",
    incomparable="incomparable",
    asked="{model}, asked {cases}",
    own_cases="the project's own cases",
    sample="{count} of {cases} (seed {seed})",
    cost="{calls:,} prompts in {time}; {read:,} tokens read, {written:,} written",
    reach="{low} to {high}",
    details="Details: {where}",
    run="Run {run}",
    trend="KAgentBench over the last {count} runs; the newest: {scores}",
    opening="Opening the model …",
    far=("{done:,} of {total:,}", "{rate:.1f}/s", "{left} left", "{errors} errors"),
    elsewhere="Another process goes on with run {run}.",
    just_ended="A run has just ended. Try again.",
    under_way="Run {run} is under way: {done:,} of {total:,} prompts are answered. "
    "There is one at a time.",
)

_ZH = NightWords(
    day="%Y年%-m月%-d日",
    short_day="%-m月%-d日",
    title="KAgentBench，{day}：{headline}",
    dimensions={
        "plan": "规划",
        "tooluse": "工具使用",
        "reflextion": "反思",
        "conclusion": "总结",
        "profile": "人设",
        "overall": "总分",
    },
    and_="、",
    or_="、",
    baseline="基线",
    run_of="{day}的评测",
    last_runs="最近 {count} 次评测",
    first="首次评测：{score}；以后的评测会与它比较",
    regression="退步：{what}",
    better="进步：{what}",
    against="与{against}相比，{what}",
    difference="{dimension}（{mean}，95%：{reach}）",
    ok="正常：{score}，与{names}没有差异",
    other_records="无法与{names}比较：评分的记录不同；{score}",
    no_baseline="无法比较：找不到基线 {name}",
    unanswered="无法比较：{total:,} 个提示中有 {missing:,} 个没有得到回答，例如：{why}",
    failed="失败：{why}",
    nothing_scored="没有可以评分的回答",
    program_fault="程序出错（{why}）",
    overall="总分 {score:.2f}",
    overall_score="总分",
    score="得分",
    interval="95% 区间",
    incomparable="无法比较",
    asked="{model}，题目：{cases}",
    own_cases="本项目自带的题目",
    sample="{cases}中的 {count} 条（种子 {seed}）",
    cost="{calls:,} 个提示，用时 {time}；读入 {read:,} 个 token，写出 {written:,} 个",
    reach="{low} 至 {high}",
    details="详情：{where}",
    run="评测 {run}",
    trend="最近 {count} 次 KAgentBench 评测；最新：{scores}",
    opening="正在打开模型……",
    far=("已完成 {done:,}/{total:,}", "每秒 {rate:.1f} 个", "还需 {left}", "{errors} 个错误"),
    elsewhere="另一个进程在继续评测 {run}。",
    just_ended="一次评测刚刚结束，请再试一次。",
    under_way="评测 {run} 正在进行：{total:,} 个提示中已有 {done:,} 个得到回答。"
    "同一时间只能有一次。",
)

_JA = NightWords(
    day="%Y年%-m月%-d日",
    short_day="%-m月%-d日",
    title="KAgentBench、{day}：{headline}",
    dimensions={
        "plan": "計画",
        "tooluse": "ツール使用",
        "reflextion": "振り返り",
        "conclusion": "結論",
        "profile": "プロフィール",
        "overall": "総合",
    },
    and_="、",
    or_="・",
    baseline="基準",
    run_of="{day}の評価",
    last_runs="直近 {count} 回の評価",
    first="初回の評価：{score}。次からはこれと比べます",
    regression="低下：{what}",
    better="向上：{what}",
    against="{against}と比べて {what}",
    difference="{dimension}（{mean}、95%：{reach}）",
    ok="問題なし：{score}、{names}との差はありません",
    other_records="{names}とは比べられません：採点した記録が違います。{score}",
    no_baseline="比べられません：基準 {name} が見つかりません",
    unanswered="比べられません：{total:,} 件中 {missing:,} 件に回答がありません。例：{why}",
    failed="失敗：{why}",
    nothing_scored="採点できる回答がありません",
    program_fault="プログラムの不具合（{why}）",
    overall="総合 {score:.2f}",
    overall_score="総合得点",
    score="得点",
    interval="95% 区間",
    incomparable="比較不可",
    asked="{model}、問題：{cases}",
    own_cases="付属の問題",
    sample="{cases}のうち {count} 件（シード {seed}）",
    cost="{calls:,} 件のプロンプト、{time}；入力 {read:,} トークン、出力 {written:,} トークン",
    reach="{low} ～ {high}",
    details="詳細：{where}",
    run="評価 {run}",
    trend="直近 {count} 回の KAgentBench。最新：{scores}",
    opening="モデルを開いています……",
    far=("{total:,} 件中 {done:,} 件", "毎秒 {rate:.1f} 件", "残り {left}", "エラー {errors} 件"),
    elsewhere="別のプロセスが評価 {run} を続けています。",
    just_ended="評価が終わったところです。もう一度お試しください。",
    under_way="評価 {run} を実行中です：{total:,} 件中 {done:,} 件に回答がありました。"
    "同時に実行できるのは 1 件です。",
)

_LANGUAGES: dict[Language, NightWords] = {"en": _EN, "zh": _ZH, "ja": _JA}


def night_words(language: Language) -> NightWords:
    """All that reports say in this language."""
    return _LANGUAGES[language]

"""What must be worded in every language; names in braces are filled in."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.events import Reason


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The words of one language."""

    # who and how, in every style
    persona: str
    conduct: str
    data_rule: str
    same_language: str
    this_language: str
    earlier: str
    tools: str
    weekdays: tuple[str, ...]
    moment: str

    # the formats of the styles
    kagentsys: str
    kagentlm_rules: str
    kagentlm_moment: str
    kagentlm_memory: str
    kagentlm_history: str
    kagentlm_tasks: str
    kagentlm_goal: str
    kagentlm_format: str
    kagentlm_conclude: str
    native: str
    react: str
    autogpt: str
    toolllama: str
    modelscope: str

    # what the model is told on the way
    next_step: str
    conclude: str
    spoken_person: str
    spoken_agent: str
    why: Mapping[Reason, str]
    empty: str
    cut_off: str
    not_a_plan: str
    no_command: str
    only_announced: str
    no_answer_in_it: str
    already_done: str
    failed_twice: str
    no_more_tasks: str
    too_slow: str
    broken: str
    not_allowed: str
    strange_address: str
    knowledge: str
    recalled: str
    unseen: str
    left_out: str
    turns_left_out: str
    summarise: str
    noting: str
    joining: str

    # what the person is told
    no_answer: str
    too_long: str
    cant_see: str
    stopped: Mapping[Reason, str]

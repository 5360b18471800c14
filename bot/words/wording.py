"""What must be worded in every language; names in braces are filled in.

Commands are written as `/word`; where a platform gives them otherwise they are changed later.
"""

from dataclasses import dataclass
from typing import Literal

Notice = Literal["slow", "down", "unavailable", "misconfigured", "too_long", "failed", "stopped"]
"""What a turn may say about itself."""


@dataclass(frozen=True, kw_only=True)
class Menu:
    """What each command does, in a few words."""

    start: str
    help: str
    reset: str
    retry: str
    stop: str
    model: str
    agent: str
    tools: str
    persona: str
    lang: str
    usage: str
    bench: str
    rate: str
    learn: str
    forget: str
    remember: str
    memory: str
    export: str
    erase: str
    consent: str
    approve: str
    pair: str


@dataclass(frozen=True, kw_only=True)
class Styles:
    """What each style of agent is good for."""

    auto: str
    kagentsys: str
    native: str
    react: str
    autogpt: str
    toolllama: str
    modelscope: str
    noagent: str


@dataclass(frozen=True, kw_only=True)
class Words:
    """The words of one language."""

    menu: Menu
    styles: Styles

    # what a turn says about itself
    slow: str
    down: str
    unavailable: str
    failed: str
    stopped: str
    misconfigured: str
    too_long: str

    # buttons
    stop_button: str
    again_button: str
    up_button: str
    down_button: str
    approve_button: str
    refuse_button: str
    confirm_button: str
    decline_button: str
    skip_button: str

    # what needs a person's word
    shall_i: str
    shall_i_open: str
    waits_for_word: str
    not_yours: str

    # to whom it is not let in, and to owners about them
    stranger: str
    stranger_with_code: str
    not_for_you: str
    owners_only: str
    asks_in: str
    approved: str
    refused: str
    is_let_in: str
    is_refused: str
    let_in: str
    approve_how: str
    wrong_code: str
    too_many_tries: str
    settled: str
    people: str
    nobody: str
    waiting: str
    removed: str
    not_paired: str
    remove_how: str

    # why a message is not answered
    busy: str
    old: str
    too_fast: str
    spent_person: str
    spent_chat: str
    spent_total: str

    # talk
    welcome: str
    help: str
    unknown: str
    reset: str
    nothing_to_retry: str
    still_running: str
    again: str
    nothing_runs: str
    thanks: str
    noted: str
    gone: str

    # settings
    owners_set: str
    now: str
    models: str
    set_model: str
    no_model: str
    more: str
    agents: str
    set_agent: str
    no_agent: str
    tools: str
    no_tools: str
    set_tools: str
    no_tool: str
    persona: str
    no_instructions: str
    set_persona: str
    persona_too_long: str
    lang: str
    lang_auto: str
    set_lang: str
    no_lang: str
    did_you_mean: str

    # usage
    usage: str
    you: str
    chat: str
    everyone: str
    today: str
    month: str
    used: str
    left: str
    left_tokens: str
    left_money: str
    no_budget: str

    # learning from people
    consents: str
    consents_not: str
    consent_what: str
    consent_given: str
    consent_withdrawn: str

    # the benchmark
    no_bench: str
    bench_begun: str
    rate_how: str
    rate_card: str
    rate_question: str
    rate_reference: str
    rate_no_answer: str
    rate_kept: str
    rate_skipped: str
    rate_done: str
    rate_none: str
    rate_nobody: str

    # the benchmark's rooms of the page
    room_chat: str
    room_bench: str
    room_runs: str
    room_people: str
    room_rate: str
    room_records: str
    room_nothing: str
    room_run: str
    room_began: str
    room_model: str
    room_overall: str

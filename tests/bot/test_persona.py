"""The profile file says who the agent is, or which line of it is wrong."""

from pathlib import Path

import pytest

from bot.config import SettingsError, load_settings
from bot.persona import persona, read_profile

WHOLE = """
name = "小快"
bio = "Knows the days."
instructions = "Be brief."
language = "zh"
planner = "react"
tools = ["日历", "calculator"]
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "profile.toml"
    path.write_text(text, "utf-8")
    return path


def test_all_of_it(tmp_path: Path) -> None:
    who = read_profile(written(tmp_path, WHOLE))
    assert (who.name, who.bio, who.instructions) == ("小快", "Knows the days.", "Be brief.")
    assert (who.language, who.planner, who.tools) == ("zh", "react", ("日历", "calculator"))


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    who = read_profile(written(tmp_path, "tools = []"))
    assert (who.name, who.language, who.planner, who.tools) == (
        "KAgentSys", None, "auto", ("notool",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "is not TOML"),
        ("nmae = 'x'", "there is no key 'nmae'; the keys are name, bio"),
        ("language = 'fr'", "language must be 'en', 'zh' or 'ja'"),
        ("planner = 'guess'", "planner must be"),
        ("tools = 'calculator'", "tools must be a valid list"),
        ("tools = ['auto', 'calculator']", "'auto' stands alone"),
        ("name = 3", "name must be a valid string"),
    ],
)
def test_a_fault_is_named_with_its_file(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_profile(written(tmp_path, text))
    assert said in str(caught.value)
    assert "profile.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_settings_go_before_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAGENT_PROFILE", str(written(tmp_path, WHOLE)))
    assert persona(load_settings(None)).language == "zh"
    who = persona(load_settings(None, {"--lang": "en", "--planner": "native"}))
    assert (who.name, who.language, who.planner) == ("小快", "en", "native")

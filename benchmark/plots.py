"""Scores as pictures (PNG) that can be read on a phone: radar, bars, and the trend over runs."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import pi
from typing import TYPE_CHECKING

from benchmark.compare import Estimate
from benchmark.metrics import WEIGHTS
from benchmark.report import COLUMNS, Standing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK, _PALE, _GRID = "#1b1f24", "#6b7280", "#dfe3e8"
_OURS = ("#d1495b", "#00798c", "#edae49", "#66418a", "#2e7d32")
_THEIRS = ("#9aa5b1", "#b8a99a", "#8fb0a9")
_DIMENSIONS = {
    "plan": "#00798c",
    "tooluse": "#66418a",
    "reflextion": "#edae49",
    "conclusion": "#2e7d32",
    "profile": "#8d6346",
    "overall": _INK,
}
_NAMES = {"tooluse": "tool use", "reflextion": "reflection"}
_BESIDE = ("Qwen1.5-MAT-14B", "Qwen-MAT-7B", "GPT-3.5-turbo")
"""The published rows that ours stand beside in a picture: the best, a middle one, a plain one."""
_DPI = 150
_LATIN = "DejaVu Sans"
_CHINESE = ("Noto Sans CJK SC", "Noto Sans CJK JP", "WenQuanYi Micro Hei")


@dataclass(frozen=True, kw_only=True)
class Point:
    """The scores of one run (0–1), for the trend."""

    at: datetime
    scores: Mapping[str, Estimate]


def beside(standings: Sequence[Standing]) -> list[Standing]:
    """Few enough to be told apart: up to five of our own runs, and three published rows."""
    ours = [each for each in standings if each.intervals is not None]
    named = {each.model: each for each in standings if each.intervals is None}
    return [*(named[name] for name in _BESIDE if name in named), *ours[-len(_OURS) :]]


def radar(standings: Sequence[Standing]) -> bytes:
    """The five dimensions, each a spoke; our own runs in colour."""
    names = list(WEIGHTS)
    angles = [2 * pi * place / len(names) for place in range(len(names))]
    with _drawing(7.2, 8.0) as figure:
        axes = figure.add_axes((0.12, 0.2, 0.76, 0.66), projection="polar")
        axes.set_theta_offset(pi / 2)  # type: ignore[attr-defined]
        axes.set_theta_direction(-1)  # type: ignore[attr-defined]
        for each, colour in _coloured(standings):
            values = [each.scores[name] for name in names]
            ours = each.intervals is not None
            axes.plot(
                [*angles, angles[0]],
                [*values, values[0]],
                color=colour,
                linewidth=3.2 if ours else 1.8,
                label=each.model,
                zorder=3 if ours else 2,
            )
            if ours:
                axes.fill(angles, values, color=colour, alpha=0.12, zorder=1)
        top = max((value for each in standings for value in each.scores.values()), default=0)
        axes.set_ylim(0, max(10.0, top * 1.08))
        axes.set_xticks(angles, [_NAMES.get(name, name) for name in names], fontsize=17)
        axes.tick_params(axis="x", pad=24)
        axes.tick_params(axis="y", labelsize=12, labelcolor=_PALE)
        axes.set_rlabel_position(36)  # type: ignore[attr-defined]
        axes.grid(color=_GRID, linewidth=1.2)
        axes.spines["polar"].set_color(_GRID)
        _title(figure, "KAgentBench", "score in percent")
        _legend(figure, axes)
        return _png(figure)


def bars(standings: Sequence[Standing]) -> bytes:
    """The five dimensions and the overall score, ours with their 95% intervals."""
    with _drawing(9.6, 8.0) as figure:
        axes = figure.add_axes((0.085, 0.27, 0.9, 0.58))
        width = 0.84 / max(1, len(standings))
        for place, (each, colour) in enumerate(_coloured(standings)):
            left = [x - 0.42 + width * (place + 0.5) for x in range(len(COLUMNS))]
            values = [each.scores[name] for name in COLUMNS]
            axes.bar(left, values, width * 0.9, color=colour, label=each.model, zorder=2)
            if each.intervals is not None:
                below, above = zip(*(_reach(each, name) for name in COLUMNS), strict=True)
                axes.errorbar(
                    left,
                    values,
                    yerr=(below, above),
                    fmt="none",
                    ecolor=_INK,
                    elinewidth=2,
                    capsize=4,
                    capthick=2,
                    zorder=3,
                )
        axes.set_xticks(range(len(COLUMNS)), [_NAMES.get(name, name) for name in COLUMNS])
        axes.tick_params(axis="x", labelsize=16, length=0, pad=8)
        _plain(axes)
        _title(figure, "KAgentBench", "score in percent; the lines are 95% intervals")
        _legend(figure, axes)
        return _png(figure)


def trend(points: Sequence[Point], title: str = "KAgentBench, night by night") -> bytes:
    """Each dimension over one or more runs, oldest first, the newest with its 95% intervals."""
    with _drawing(9.6, 7.6) as figure:
        axes = figure.add_axes((0.085, 0.11, 0.72, 0.74))
        ends: dict[str, float] = {}
        for name in COLUMNS:
            known = [(x, p.scores[name]) for x, p in enumerate(points) if name in p.scores]
            if not known:
                continue
            xs = [x for x, _ in known]
            values = [score.mean * 100 for _, score in known]
            main = name == "overall"
            if main:
                low, high = ([getattr(s, end) * 100 for _, s in known] for end in ("low", "high"))
                axes.fill_between(xs, low, high, color=_INK, alpha=0.13, linewidth=0, zorder=1)
            axes.plot(
                xs,
                values,
                color=_DIMENSIONS[name],
                linewidth=4 if main else 2.2,
                marker="o",
                markersize=8 if main else 5,
                zorder=4 if main else 3,
            )
            ends[name] = values[-1]
        step = 0.02 * max(4, len(points))
        _mark_last(axes, points[-1], len(points) - 1, step)
        _plain(axes)
        _dates(axes, points)
        axes.set_xlim(-2 * step, len(points) - 1 + (len(COLUMNS) + 1) * step)
        _name_lines(axes, ends)
        _title(figure, title, "score in percent; the band and the bars are 95% intervals")
        return _png(figure)


@contextmanager
def _drawing(width: float, height: float) -> Iterator["Figure"]:
    """A white sheet, sized in inches, and the letters to write on it."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.font_manager import get_font_names

    there = set(get_font_names())
    families = [_LATIN, *(name for name in _CHINESE if name in there)]
    with mpl.rc_context({"font.family": families, "text.color": _INK, "xtick.color": _INK}):
        yield Figure(figsize=(width, height), dpi=_DPI, facecolor="white")


def _png(figure: "Figure") -> bytes:
    out = BytesIO()
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def _coloured(standings: Sequence[Standing]) -> Iterator[tuple[Standing, str]]:
    ours, theirs = 0, 0
    for each in standings:
        if each.intervals is None:
            yield each, _THEIRS[theirs % len(_THEIRS)]
            theirs += 1
        else:
            yield each, _OURS[ours % len(_OURS)]
            ours += 1


def _reach(each: Standing, name: str) -> tuple[float, float]:
    """How far the interval goes below and above the score."""
    estimate = (each.intervals or {}).get(name)
    if estimate is None:
        return 0.0, 0.0
    score = each.scores[name]
    return max(0.0, score - estimate.low * 100), max(0.0, estimate.high * 100 - score)


def _title(figure: "Figure", title: str, below: str) -> None:
    figure.text(0.05, 0.945, title, fontsize=24, fontweight="bold", va="center")
    figure.text(0.05, 0.895, below, fontsize=14.5, color=_PALE, va="center")


def _legend(figure: "Figure", axes: "Axes") -> None:
    handles, labels = axes.get_legend_handles_labels()
    short = [_drawable(label if len(label) <= 26 else f"{label[:25]}…") for label in labels]
    figure.legend(
        handles,
        short,
        loc="lower center",
        bbox_to_anchor=(0.5, 0.015),
        ncols=2,
        frameon=False,
        fontsize=15,
    )


def _drawable(label: str) -> str:
    """The label with a mark for what there are no letters for on this machine."""
    import matplotlib as mpl

    if len(mpl.rcParams["font.family"]) > 1:
        return label
    return "".join(char if char < "\u2e80" else "?" for char in label)


def _plain(axes: "Axes") -> None:
    """No frame; lines across to read the heights by."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_PALE)
    axes.grid(axis="y", color=_GRID, linewidth=1.2, zorder=0)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", labelsize=15, length=0, labelcolor=_PALE)
    low, high = axes.get_ylim()
    axes.set_ylim(max(0.0, low), min(105.0, high))


def _mark_last(axes: "Axes", newest: Point, place: int, step: float) -> None:
    """The newest run's intervals, to the right of its points so that none hides another."""
    names = [name for name in COLUMNS if name in newest.scores]
    for shift, name in enumerate(names, start=1):
        score = newest.scores[name]
        axes.errorbar(
            [place + shift * step],
            [score.mean * 100],
            yerr=[
                [max(0.0, score.mean - score.low) * 100],
                [max(0.0, score.high - score.mean) * 100],
            ],
            fmt="_",
            color=_DIMENSIONS[name],
            elinewidth=2.2,
            capsize=4,
            markersize=9,
            zorder=2,
        )


def _dates(axes: "Axes", points: Sequence[Point]) -> None:
    every = max(1, -(-len(points) // 6))
    shown = list(range(len(points) - 1, -1, -every))[::-1]
    axes.set_xticks(shown, [f"{points[x].at:%d %b}" for x in shown])
    axes.tick_params(axis="x", labelsize=15, length=4, pad=6)


def _name_lines(axes: "Axes", ends: Mapping[str, float]) -> None:
    """Each line's name and last value at its right end, moved apart where they would overlap."""
    low, high = axes.get_ylim()
    gap = (high - low) * 0.062
    height = float("-inf")
    for name, value in sorted(ends.items(), key=lambda end: end[1]):
        height = max(value, height + gap)
        axes.annotate(
            f"{_NAMES.get(name, name)} {value:.1f}",
            (1.015, height),
            xycoords=("axes fraction", "data"),
            color=_DIMENSIONS[name],
            fontsize=15.5,
            fontweight="bold" if name == "overall" else "normal",
            va="center",
            annotation_clip=False,
        )

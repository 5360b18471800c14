"""The calculator: exact arithmetic on an expression."""

from tools.arguments import Arguments, argument
from tools.arithmetic import LONGEST, work_out
from tools.base import Tool


class Expression(Arguments):
    expression: str = argument(
        "Such as 12.5*(3+4), sqrt(2), 15% of 80",
        "expr",
        "query",
        "input",
        "formula",
        "text",
        name="expression",
        longest=LONGEST,
    )


def calculator() -> Tool[Expression]:
    """The tool. Its result is one line: ``12.5*(3+4) = 87.5``.

    A result that is no terminating decimal is followed by ``(rounded)`` and, where it is a short
    fraction, by that.
    """

    async def run(wanted: Expression) -> str:
        result = work_out(wanted.expression)
        return "; ".join((f"{result.expression} = {result.value}", *result.notes))

    return Tool(
        name="calculator",
        zh_name="计算器",
        description="Works out an arithmetic expression exactly",
        arguments=Expression,
        run=run,
        aliases=("calculate", "计算"),
    )

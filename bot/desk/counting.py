"""The command that tells what was used, and what is left."""

from agent.messages import Usage
from bot.desk.budget import SCOPES, Budget, Limit, Scope, tokens
from bot.desk.commands import Asked, Command
from bot.desk.talking import moment


class Counting:
    """Tells a person of themselves and their chat; owners of everyone."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    def by_word(self) -> dict[str, Command]:
        return {"usage": self.usage}

    async def usage(self, asked: Asked) -> str:
        said = asked.words
        rows = [f"| {said.usage} | {said.today} | {said.month} |", "|---|---|---|"]
        left: list[str] = []
        for scope in SCOPES:
            today = await self._budget.used(scope, asked.message, self._budget.today())
            if scope != "total" or asked.owner:
                month = await self._budget.used(scope, asked.message, self._budget.month())
                told = f"{self._told(asked, today)} | {self._told(asked, month)}"
                rows.append(f"| {_who(asked, scope)} | {told} |")
            left += self._left(asked, scope, today)
        if not left:
            return "\n".join([*rows, "", said.no_budget])
        until = said.left.format(time=moment(self._budget.tomorrow()))
        return "\n".join([*rows, "", until, "", *left])

    def _told(self, asked: Asked, used: Usage) -> str:
        told = asked.words.used.format(tokens=f"{tokens(used):,}", calls=f"{used.calls:,}")
        price = self._budget.price
        return f"{told}, {price.tell(price.of(used))}" if price else told

    def _left(self, asked: Asked, scope: Scope, used: Usage) -> list[str]:
        said, who = asked.words, _who(asked, scope)
        limit, price = self._budget.limits.get(scope, Limit()), self._budget.price
        lines = []
        if limit.tokens:
            left = max(0, limit.tokens - tokens(used))
            told = said.left_tokens.format(who=who, left=f"{left:,}", limit=f"{limit.tokens:,}")
            lines.append(f"- {told}")
        if limit.money:
            money = price.tell(max(0.0, limit.money - price.of(used)))
            told = said.left_money.format(who=who, left=money, limit=price.tell(limit.money))
            lines.append(f"- {told}")
        return lines


def _who(asked: Asked, scope: Scope) -> str:
    match scope:
        case "person":
            return asked.words.you
        case "chat":
            return asked.words.chat
        case "total":
            return asked.words.everyone

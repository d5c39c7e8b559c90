"""Tables, on the terminal and in docs/benchmarks.md."""

import dataclasses


@dataclasses.dataclass
class Table:
    title: str
    text: str
    header: list
    rows: list = dataclasses.field(default_factory=list)

    def markdown(self):
        lines = [self.header, ["---"] * len(self.header), *self.rows]
        table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
        return f"### {self.title}\n\n{self.text}\n\n{table}\n"


def number(value):
    """Three digits; a dash for what was not measured."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def judged(value, aim, at_most=False):
    """A figure beside what it should be; `aim` may be None."""
    if value is None:
        return ["–", "" if aim is None else aim_text(aim, at_most)]
    if aim is None:
        return [number(value), ""]
    holds = value <= aim if at_most else value >= aim
    return [number(value) if holds else f"**{number(value)}, missed**", aim_text(aim, at_most)]


def aim_text(aim, at_most):
    return f"{'≤' if at_most else '≥'} {number(aim)}"


def ratio(ours, theirs):
    return ours / theirs if ours and theirs else None

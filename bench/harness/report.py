"""The results, for people: a table, a page of docs/ and its bar chart.

SPDX-License-Identifier: Apache-2.0
"""

import sys

from harness.system import BENCH, ROOT, WORK, run_quietly

BASE = "node"
"""The peer that ratios refer to."""

BUSY = 0.9
"""Who uses less of its core than this was not the limit."""


COLOURS = ("#c0392b", "#5b8c5a", "#8e7cc3", "#d4a017", "#5d7b93")
"""Of the chart's bars, in the order of the servers."""


def cell_title(cell):
    manner = "close" if cell["close"] else "keep-alive"
    return f"{cell['title']}, {cell['connections']} connection{'s' if cell['connections'] > 1 else ''}, {manner}"


def ratio(cell, name):
    """Requests per second against the base's; None where it was not measured."""
    base = cell["servers"].get(BASE)
    return cell["servers"][name]["requests_per_second"] / base["requests_per_second"] if base else None


def notes(cell, row):
    found = []
    if row.get("server_busy", 1) < BUSY:
        # With one connection, client and server wait for each other.
        idle = "the round trip" if cell["connections"] == 1 else "other work on the machine"
        limit = "the client" if row["client_busy"] >= BUSY else idle
        found.append(f"server {row['server_busy']:.0%} busy: {limit} was the limit")
    if row["errors"] > 0:
        found.append(f"{row['errors']:.0f} errors")
    if row["wrong_answers"] > 0:
        found.append(f"{row['wrong_answers']:.0f} wrong answers")
    return "; ".join(found)


def rows(cell):
    """One line of text per server: its name, then the columns of COLUMNS."""
    for name, row in cell["servers"].items():
        against = ratio(cell, name)
        yield [
            name,
            f"{row['requests_per_second']:,.0f}",
            f"{against:.2f}x" if against else "-",
            f"{row['p50_ms']:.3f}",
            f"{row['p99_ms']:.3f}",
            f"{row['first_200_ms']:.1f}",
            f"{row['resident_mb']:.1f}",
            notes(cell, row),
        ]


COLUMNS = ["", "req/s", f"of {BASE}", "p50 ms", "p99 ms", "first 200 ms", "MB", ""]


def text(results):
    """The table for a terminal."""
    widths = [9, 10, 9, 9, 9, 14, 8]
    lines = []
    for cell in results["cells"]:
        lines += ["", cell_title(cell)]
        for row in [COLUMNS, *rows(cell)]:
            figures = "".join(value.rjust(width) for value, width in zip(row[1:], widths[1:]))
            lines.append(f"  {row[0]:{widths[0]}}{figures}  {row[7]}".rstrip())
    return "\n".join(lines[1:])


def publish(results):
    """Writes docs/benchmark.md and its chart."""
    machine = results["machine"]
    lines = [
        "# Benchmark",
        "",
        "<!-- Made by bench/run --publish; not edited by hand. -->",
        "",
        "isère and its peers on one machine, in one run: the same function, the same client (`wrk`, one thread), the",
        "server on one core and the client on another, a fresh server for each cell, servers in turns.",
        f"Medians of {results['repetitions']} repetitions of {results['seconds']} s each. "
        f"Make it again: `{results['command']}`.",
        "",
        f"Machine: {machine['cpu']}, {machine['cores']} cores, {machine['system']}, "
        f"load before the run {machine['load_before']}. {results['date']}.",
        "",
        "Versions: " + ", ".join(results["versions"][name] for name in results["servers"]) + ".",
        "",
        "![Requests per second against Node's](benchmark.svg)",
        "",
    ]
    for cell in results["cells"]:
        lines += [f"## {cell_title(cell)}", "", "| " + " | ".join(COLUMNS) + " |", "|---" + "|---:" * 6 + "|---|"]
        lines += ["| " + " | ".join(row) + " |" for row in rows(cell)]
        lines.append("")
    (ROOT / "docs" / "benchmark.md").write_text("\n".join(lines))
    (ROOT / "docs" / "benchmark.svg").write_text(chart(results))


def chart(results):
    """An SVG of requests per second against the base's, a group of bars per cell."""
    folder = WORK / "python"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    pip += ["--only-binary=:all:", "--require-hashes", "--upgrade", "--target", folder]
    run_quietly([*pip, "-r", BENCH / "requirements.txt"])
    sys.path.insert(0, str(folder))
    import pygal
    from pygal.style import Style

    cells = [cell for cell in results["cells"] if BASE in cell["servers"]]
    bars = pygal.HorizontalBar(
        js=[],
        style=Style(background="white", colors=COLOURS, value_font_size=11),
        no_prefix=True,
        disable_xml_declaration=True,
        print_values=True,
        width=900,
        height=160 + 110 * len(cells),
        legend_at_bottom=True,
        value_formatter=lambda value: f"{value:.2f}x",
        title="Requests per second against Node's (longer is better)",
    )
    cells.reverse()
    bars.x_labels = [cell_title(cell) for cell in cells]
    for name in results["servers"]:
        bars.add(name, [ratio(cell, name) if name in cell["servers"] else None for cell in cells])
    return bars.render(is_unicode=True) + "\n"

"""How far a run is stands on a terminal alone, in one line that goes away."""

import io

from otelevals.cli.eval_progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_it_is() -> None:
    out, now = Terminal(), [0.0]
    progress = Progress(out, "rows", lambda: now[0])
    progress.total = 2000
    progress.step()
    progress.step(999)
    now[0] = 1.0
    progress.step()
    assert out.getvalue().split("\r")[1:] == [
        f"[{'.' * 30}] 1 of 2,000 rows",
        f"[{'#' * 15}{'.' * 15}] 1,001 of 2,000 rows",
    ]
    progress.end()
    assert out.getvalue().endswith("\r\033[K")


def test_a_file_has_nothing_of_it() -> None:
    out = io.StringIO()
    progress = Progress(out, "rows")
    progress.step()
    progress.end()
    assert out.getvalue() == ""

"""Is the answer valid Python."""

import ast
import warnings
from textwrap import dedent
from typing import ClassVar

from otelevals.scorers.structure.code import CodeScorer
from otelevals.scoring.score import NoVerdict, Score


class PythonValid(CodeScorer):
    """Passes when the code parses as Python, in the version that runs the checks. Nothing is executed."""

    languages: ClassVar[frozenset[str]] = frozenset(("python", "py", "python3", "py3"))
    longest: ClassVar[int] = 40_000

    def check(self, code: str) -> Score | NoVerdict | None:
        if not code.strip():
            return Score.failing("the output is empty")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of escapes that are none, for instance
                # within the length the parser's own limits hold (200 brackets, 100 indentations, its stack)
                ast.parse(dedent(code))
        except SyntaxError as error:
            where = f" (line {error.lineno})" if error.lineno else ""
            return Score.failing(f"the output is not valid Python: {error.msg}{where}")
        except ValueError as error:
            return Score.failing(f"the output is not valid Python: {error}")
        except (MemoryError, RecursionError):
            return Score.unscored("the code is nested too deeply to be parsed")
        return None

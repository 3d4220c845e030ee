"""Figures: values with their questions. The plain reference evaluator, evidence, explanation, comparison."""

from grassroots.figures.compare import Difference, compare
from grassroots.figures.cube import Cube, Strand, evaluate_cube
from grassroots.figures.evaluate import Evaluator, evaluate, evidence
from grassroots.figures.figure import Evidence, Figure, Question, Tree
from grassroots.figures.grid import FigureGrid, Line, evaluate_grid
from grassroots.figures.value import Spread, Value

__all__ = [
    "Cube",
    "Difference",
    "Evaluator",
    "Evidence",
    "Figure",
    "FigureGrid",
    "Line",
    "Question",
    "Spread",
    "Strand",
    "Tree",
    "Value",
    "compare",
    "evaluate",
    "evaluate_cube",
    "evaluate_grid",
    "evidence",
]

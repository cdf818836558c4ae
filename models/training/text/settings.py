"""What the text detector's and the recogniser's training agree on: seeds and folders."""
from pathlib import Path

SEED = 20261121

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
MODELS = HERE.parents[1]

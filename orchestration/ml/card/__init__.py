"""The model card of a training run: what the model is, how good it is, and where it errs.

Lives here: choosing what a card says, its pictures, its templates, and writing it beside the model.
Not here: any score (`ml/`), and the step that asks for a card (`assets/`). Nothing of a card
depends on the clock or on where it is written: the same run of the same code gives the same bytes.
"""

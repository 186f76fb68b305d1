"""The tables of one room in one step of the history: made, and taken away again."""

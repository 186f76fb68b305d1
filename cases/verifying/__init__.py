"""Whether everything is what was written: the journals, and the rows, words, keys and numbers that they tell of."""

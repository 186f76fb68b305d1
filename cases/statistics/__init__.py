"""Figures for the public: counted once a quarter, small numbers taken into larger ones, then frozen."""

"""Keys of units and officers through their lives: entered, admitted, renewed, lost and recovered (design 04 §4.2)."""

"""What the institution is told of itself: indicators, the queries behind them, charts and sheets, for pages and files."""

"""Evidence for a paper: checking what a draft quotes."""

"""From a sentence to actions in the words that were said, tier by tier."""

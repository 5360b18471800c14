"""The shipped small model's style: clues found for it, grammars that keep it to them."""

"""The starter model, made from nothing: questions, dialogues, tokenizer, model, export."""

"""Meta-agent tuning: data, templates, trials and judgement, then fine-tuning and export."""

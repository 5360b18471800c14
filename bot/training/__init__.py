"""The commands of `kagentsys training`, and whose conversations may be learnt from."""

"""`python -m bot`: the same as `kagentsys`."""

from bot.cli import main

if __name__ == "__main__":
    main()

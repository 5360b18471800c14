"""How people put things in the midst of their lives: with a reason, an aside, in their own voice.

Where a module asks for one thing of several, ``EN`` and ``ZH`` hold the patterns by intent.
"""

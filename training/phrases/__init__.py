"""How people put things, by what they ask for, as patterns of phrasings.

``<d>`` is a date, ``<a>`` one told by a count of days, ``<k>`` one with a time of day, ``<f>`` a
festival, ``<t>`` a solar term, ``<y>`` a year, ``<r>`` a range of days, ``<s>`` a sum, ``<p>`` a
place, ``<w>`` a day for the weather.
"""

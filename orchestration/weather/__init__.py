"""Weather of the site, an optional dimension that is off unless a folder is named.

Lives here: reading cached answers of an hourly archive, and their table. Not here: what is made of
it (`dim_weather`).
"""

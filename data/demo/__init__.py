"""A year of one province for people who want to look: made up from a seed, told through the commands like anything else.

Everybody in it is plainly fictitious. The villages are those of the edition, the units those of the record; nothing else rests
on a source, and no rate or season here says anything about the province. `docs/demo.md` tells what there is to see.
"""

"""Headers of random cards. read FILE: prints each card of the primary header as JSON; write FILE SEED: writes such a header and prints it likewise.

A card is [keyword, kind, value, comment]: kind is s (string), i (integer), r (real, as the hex digits of its binary64) or b (logical).
"""
import json
import random
import struct
import sys
import warnings

from astropy.io import fits

warnings.simplefilter("ignore")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"
TEXT = "abcXYZ 0123456789'&/=()[]{}~!@#$%^*+,.;:?<>|\\\"`_-"


def show(card):
    value = card.value
    if isinstance(value, bool):
        return [card.keyword, "b", "T" if value else "F", card.comment]
    if isinstance(value, int):
        return [card.keyword, "i", str(value), card.comment]
    if isinstance(value, float):
        return [card.keyword, "r", struct.pack(">d", value).hex(), card.comment]
    return [card.keyword, "s", value.rstrip(" "), card.comment]


def text(rng, most):
    return "".join(rng.choice(TEXT) for _ in range(rng.randrange(most)))


def make(rng, number):
    keyword = "".join(rng.choice(LETTERS) for _ in range(rng.randrange(1, 5))) + str(number)
    if rng.random() < 0.25:
        keyword = f"HIERARCH ESO {keyword} LONGER NAME"
    kind = rng.randrange(4)
    if kind == 0:
        hierarch = keyword.startswith("HIERARCH")
        return fits.Card(keyword, text(rng, 25 if hierarch else rng.choice([10, 70, 200])), "" if hierarch else text(rng, 20).strip(" "))
    value = [rng.randrange(-(2**62), 2**62), rng.random() * 10 ** rng.randrange(-300, 300), rng.random() < 0.5][kind - 1]
    return fits.Card(keyword, value, rng.choice(["", "unit"]))


if sys.argv[1] == "write":
    rng = random.Random(int(sys.argv[3]))
    header = fits.PrimaryHDU().header
    for number in range(300):
        card = make(rng, number)
        # What astropy itself does not read back (a break at a quote, for one) says nothing of us.
        if show(fits.Card.fromstring(str(card)))[1:] == show(card)[1:]:
            header.append(card, end=True)
    header.tofile(sys.argv[2], overwrite=True)
with fits.open(sys.argv[2]) as file:
    for card in file[0].header.cards:
        if card.keyword not in ("SIMPLE", "BITPIX", "NAXIS", "EXTEND"):
            print(json.dumps(show(card)))

"""Checks CHECKSUM and DATASUM of every HDU with astropy; prints how many are right, or which is not."""
import sys
import warnings

from astropy.io import fits

warnings.simplefilter("ignore")
right = 0
with fits.open(sys.argv[1], checksum=False, disable_image_compression=True) as file:
    for number, hdu in enumerate(file):
        if hdu.verify_checksum() != 1 or hdu.verify_datasum() != 1:
            print("wrong in HDU", number)
        else:
            right += 1
print(right, "right")

export interface Example {
  title: string;
  hint: string;
  query: string;
}

export const examples: readonly Example[] = [
  {
    title: 'Box around M2',
    hint: 'objects in a range of RA and Dec',
    query: `-- Objects in a box of half a degree around the globular cluster M2
SELECT COADD_OBJECT_ID, RA, DEC, MAG_AUTO_G, MAG_AUTO_R, MAG_AUTO_I
FROM dr1.main
WHERE RA BETWEEN 323.11 AND 323.61
  AND DEC BETWEEN -1.07 AND -0.57`,
  },
  {
    title: 'Sample of bright galaxies',
    hint: '100 with clean photometry',
    query: `-- Bright, extended, unflagged
SELECT TOP 100 COADD_OBJECT_ID, RA, DEC,
       MAG_AUTO_I, MAG_AUTO_G - MAG_AUTO_R AS g_r, FLUX_RADIUS_I
FROM dr1.main
WHERE MAG_AUTO_I < 19
  AND SPREAD_MODEL_I + 3 * SPREADERR_MODEL_I > 0.005
  AND FLAGS_I = 0
ORDER BY MAG_AUTO_I`,
  },
  {
    title: 'Cone search',
    hint: 'within 3 arcmin, nearest first',
    query: `-- Within 3 arcmin of the centre of M2, nearest first
SELECT COADD_OBJECT_ID, RA, DEC, MAG_AUTO_I,
       60 * DISTANCE(POINT(RA, DEC), POINT(323.3625, -0.8233)) AS distance_arcmin
FROM dr1.main
WHERE 1 = CONTAINS(POINT(RA, DEC), CIRCLE(323.3625, -0.8233, 0.05))
ORDER BY distance_arcmin`,
  },
  {
    title: 'Stars and galaxies',
    hint: 'counts by morphology and magnitude',
    query: `-- How many stars (1) and galaxies (0) per magnitude
SELECT FLOOR(MAG_AUTO_I) AS mag_i, ROUND(CLASS_STAR_I) AS is_star, COUNT(*) AS n
FROM dr1.main
WHERE MAG_AUTO_I BETWEEN 16 AND 25
GROUP BY FLOOR(MAG_AUTO_I), ROUND(CLASS_STAR_I)
ORDER BY mag_i, is_star`,
  },
  {
    title: 'HEALPix density',
    hint: 'objects per pixel of order 10',
    query: `-- Objects per HEALPix pixel of order 10 (3.4 arcmin), NESTED;
-- a pixel of order k holds 4^(29 - k) pixels of order 29
SELECT "_healpix_29" / 274877906944 AS hpx_10, COUNT(*) AS n, AVG(EBV_SFD98) AS mean_ebv
FROM dr1.main
GROUP BY "_healpix_29" / 274877906944
ORDER BY n DESC`,
  },
];

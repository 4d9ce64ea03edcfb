// A simulated survey for `vite dev` and the browser tests: the shape of the real one, none of its rules.
const bands = ['g', 'r', 'i', 'z', 'Y'];
const wavelength = { g: 'em.opt.B', r: 'em.opt.R', i: 'em.opt.I', z: 'em.opt.I', Y: 'em.IR.J' };

function column(name, type, unit, ucd, description, indexed = false) {
  return { name, type, unit, ucd, utype: null, xtype: null, description, arraysize: type === 'char' ? '*' : null, indexed };
}

const families = [
  ['MAG_AUTO', 'float', 'mag', 'phot.mag', 'Elliptical-aperture (Kron) magnitude'],
  ['MAGERR_AUTO', 'float', 'mag', 'stat.error;phot.mag', 'Uncertainty of the Kron magnitude'],
  ['MAG_APER_4', 'float', 'mag', 'phot.mag', 'Magnitude in the aperture of 1.95 arcsec diameter'],
  ['MAGERR_APER_4', 'float', 'mag', 'stat.error;phot.mag', 'Uncertainty of the magnitude in the aperture'],
  ['WAVG_MAG_PSF', 'float', 'mag', 'phot.mag;stat.mean', 'Weighted mean of the single-epoch PSF magnitudes'],
  ['WAVG_MAGERR_PSF', 'float', 'mag', 'stat.error;phot.mag', 'Uncertainty of the weighted mean PSF magnitude'],
  ['FLUX_AUTO', 'float', 'count', 'phot.flux', 'Elliptical-aperture (Kron) flux, zero point 30'],
  ['FLUXERR_AUTO', 'float', 'count', 'stat.error;phot.flux', 'Uncertainty of the Kron flux'],
  ['SPREAD_MODEL', 'float', null, 'src.class.starGalaxy', 'Star-galaxy separation from PSF and galaxy model fits'],
  ['SPREADERR_MODEL', 'float', null, 'stat.error;src.class.starGalaxy', 'Uncertainty of SPREAD_MODEL'],
  ['CLASS_STAR', 'float', null, 'src.class.starGalaxy', 'Neural-network stellarity, 0 (galaxy) to 1 (star)'],
  ['FLUX_RADIUS', 'float', 'pixel', 'phys.angSize', 'Half-light radius'],
  ['FWHM_IMAGE', 'float', 'pixel', 'phys.angSize', 'Full width at half maximum'],
  ['FLAGS', 'short', null, 'meta.code.qual', 'Extraction flags, 0 is clean'],
  ['IMAFLAGS_ISO', 'int', null, 'meta.code.qual', 'Flags of the pixels inside the isophote'],
  ['NEPOCHS', 'short', null, 'meta.number', 'Number of single-epoch detections'],
  ['SNR', 'float', null, 'stat.snr', 'Signal-to-noise ratio of the detection'],
];

export const mainColumns = [
  column('COADD_OBJECT_ID', 'long', null, 'meta.id;meta.main', 'Unique identifier of the coadd object', true),
  column('RA', 'double', 'deg', 'pos.eq.ra;meta.main', 'Right ascension, ICRS, epoch of the mean observation', true),
  column('DEC', 'double', 'deg', 'pos.eq.dec;meta.main', 'Declination, ICRS', true),
  column('_healpix_29', 'long', null, 'pos.healpix', 'HEALPix pixel of order 29, NESTED, of RA and DEC', true),
  column('TILENAME', 'char', null, 'meta.id;obs.field', 'Name of the coadd tile', true),
  column('EBV_SFD98', 'float', 'mag', 'phys.absorption.gal', 'Galactic reddening E(B-V) of Schlegel, Finkbeiner & Davis 1998'),
  column('A_IMAGE', 'float', 'pixel', 'phys.angSize.smajAxis', 'Semi-major axis of the isophote'),
  column('B_IMAGE', 'float', 'pixel', 'phys.angSize.sminAxis', 'Semi-minor axis of the isophote'),
  column('THETA_J2000', 'float', 'deg', 'pos.posAng', 'Position angle east of north'),
  column('KRON_RADIUS', 'float', 'pixel', 'phys.angSize', 'Kron radius in units of A_IMAGE'),
  column('EXTENDED_CLASS', 'short', null, 'src.class.starGalaxy', '0 star, 1 likely star, 2 likely galaxy, 3 galaxy, -9 no data'),
  column('OBSERVED', 'char', null, 'time.epoch', 'Date of the last exposure, UTC'),
  column('NOTE', 'char', null, 'meta.note', 'Remark of the release team; mostly null'),
  ...families.flatMap(([name, type, unit, ucd, text]) =>
    bands.map((band) => column(`${name}_${band.toUpperCase()}`, type, unit, ucd.startsWith('phot') ? `${ucd};${wavelength[band]}` : ucd, `${text}, ${band} band`))),
];

const imageColumns = [
  column('obs_publisher_did', 'char', null, 'meta.ref.ivoid', 'Publisher dataset identifier', true),
  column('tilename', 'char', null, 'meta.id;obs.field', 'Name of the coadd tile', true),
  column('band', 'char', null, 'instr.bandpass', 'Band of the image'),
  column('s_ra', 'double', 'deg', 'pos.eq.ra', 'Right ascension of the centre', true),
  column('s_dec', 'double', 'deg', 'pos.eq.dec', 'Declination of the centre', true),
  column('exptime', 'float', 's', 'time.duration;obs.exposure', 'Total exposure time'),
];

export const tables = [
  { name: 'dr1.main', description: 'Objects of the coadded images, one row each, with photometry in five bands', rowCount: 200_000, columns: mainColumns },
  { name: 'dr1.images', description: 'Coadded images: one row per tile and band', rowCount: 1_240, columns: imageColumns },
  { name: 'tap_schema.columns', description: 'Columns of the queryable tables', rowCount: mainColumns.length, columns: imageColumns.slice(0, 3) },
];

export const releases = [
  { name: 'dr1', title: 'Data Release 1', description: 'Simulated survey of 1 sq deg around M2', tables: ['dr1.main', 'dr1.images'] },
  { name: 'tap_schema', title: 'TAP schema', description: 'What can be queried, as tables', tables: ['tap_schema.columns'] },
];

/** Mulberry32: the rows are the same on each start. */
export function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function value(column, row, next) {
  const { name, type } = column;
  if (name === 'NOTE') return row % 97 === 5 ? 'Blended with a “bright” star, α > 0; see tile notes' : null;
  if (name === 'TILENAME' || name === 'tilename') return `DES2133-00${41 + (row % 9)}`;
  if (name === 'OBSERVED') return `2013-09-${String(1 + (row % 30)).padStart(2, '0')}T04:1${row % 10}:00Z`;
  if (name === 'band') return bands[row % 5];
  if (name === 'RA' || name === 's_ra') return 322.86 + next();
  if (name === 'DEC' || name === 's_dec') return -1.32 + next();
  if (name === 'COADD_OBJECT_ID') return 61_000_000n + BigInt(row);
  if (name === '_healpix_29') return 2_345_678_901_234_567_890n + BigInt(row) * 1_000_003n;
  if (type === 'char') return `ivo://hven/dr1/${row}`;
  if (name.startsWith('MAG') || name.startsWith('WAVG_MAG_')) {
    const draw = next();
    if (draw < 0.02) return null;
    return name.includes('ERR') ? draw * 0.2 : 16 + 9 * Math.sqrt(draw);
  }
  if (name.startsWith('SPREAD_MODEL') && row % 211 === 3) return NaN;
  if (name.startsWith('FLUX_AUTO')) return 10 ** (1 + 4 * next());
  if (type === 'short' || type === 'int') return Math.floor(next() * 4);
  return next() * 3;
}

import { SQLDialect } from '@codemirror/lang-sql';

/** Reserved words of ADQL 2.1 (section 2.1.1): those of SQL-92 and those that ADQL adds. */
const reserved = `absolute action add all allocate alter and any are as asc assertion at authorization avg begin between bit
bit_length both by cascade cascaded case cast catalog char char_length character character_length check close coalesce collate
collation column commit connect connection constraint constraints continue convert corresponding count create cross current
current_date current_time current_timestamp current_user cursor date day deallocate decimal declare default deferrable deferred
delete desc describe descriptor diagnostics disconnect distinct domain double drop else end end-exec escape except exception exec
execute exists external extract false fetch first float for foreign found from full get global go goto grant group having hour
identity immediate in indicator initially inner input insensitive insert int integer intersect interval into is isolation join key
language last leading left level like local lower match max min minute module month names national natural nchar next no not null
nullif numeric octet_length of on only open option or order outer output overlaps pad partial position precision prepare preserve
primary prior privileges procedure public read real references relative restrict revoke right rollback rows schema scroll second
section select session session_user set size smallint some space sql sqlcode sqlerror sqlstate substring sum system_user table
temporary then time timestamp timezone_hour timezone_minute to trailing transaction translate translation trim true union unique
unknown update upper usage user using value values varchar varying view when whenever where with work write year zone
abs acos area asin atan atan2 bigint bitwise_and bitwise_not bitwise_or bitwise_xor box ceiling centroid circle contains coord1
coord2 coordsys cos cot degrees distance exp floor ilike in_unit intersects log log10 mod offset pi point polygon power radians rand
region round sin sqrt tan top truncate`.split(/\s+/);

const functions = `abs acos asin atan atan2 avg area bitwise_and bitwise_not bitwise_or bitwise_xor box ceiling centroid circle coalesce
contains coord1 coord2 cos cot count degrees distance exp floor gavo_apply_pm gavo_to_jd gavo_to_mjd in_unit intersects ivo_apply_pm
ivo_dms_to_degrees ivo_epoch_prop ivo_epoch_prop_pos ivo_geom_transform ivo_hashlist_has ivo_hasword ivo_healpix_center
ivo_healpix_index ivo_histogram ivo_hms_to_degrees ivo_interval_overlaps ivo_nocasematch ivo_normal_random ivo_string_agg ivo_to_jd
ivo_to_mjd log log10 lower max min moc mod pi point polygon power radians rand region round sin sqrt sum tan truncate upper`;

const types = 'bigint char double float int integer real smallint timestamp varchar';

const reservedSet = new Set(reserved);
const builtins = new Set(functions.split(/\s+/));
const typeNames = new Set(types.split(' '));

export const adql = SQLDialect.define({
  keywords: reserved.filter((word) => !builtins.has(word) && !typeNames.has(word)).join(' '),
  builtin: functions,
  types,
  caseInsensitiveIdentifiers: true,
});

/** A regular identifier starts with a letter and is no reserved word; anything else is delimited (ADQL 2.1 section 2.1.2). */
export function identifier(name: string): string {
  return /^[A-Za-z][A-Za-z0-9_]*$/.test(name) && !reservedSet.has(name.toLowerCase()) ? name : `"${name.replaceAll('"', '""')}"`;
}

export function qualifiedName(name: string): string {
  return name.split('.').map(identifier).join('.');
}

export function previewQuery(table: string): string {
  return `SELECT TOP 100 *\nFROM ${qualifiedName(table)}`;
}

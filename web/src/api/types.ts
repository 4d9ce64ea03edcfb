/** The wire types of the HTTP API, as the server's OpenAPI document names them. */

export interface TableSummary {
  name: string;
  description: string;
  rowCount: number;
  columnCount: number;
}

export interface Release {
  name: string;
  title: string;
  description: string;
  tables: TableSummary[];
}

export interface TableList {
  releases: Release[];
}

export interface ColumnInfo {
  name: string;
  type: string;
  unit: string | null;
  ucd: string | null;
  utype: string | null;
  xtype: string | null;
  description: string;
  arraysize: string | null;
  indexed: boolean;
}

export interface TableDetail {
  name: string;
  description: string;
  rowCount: number;
  columns: ColumnInfo[];
}

export type ResultFormat = 'arrow' | 'csv' | 'tsv' | 'votable' | 'fits' | 'parquet' | 'feather' | 'h5' | 'ecsv' | 'html' | 'json';

export interface QueryRequest {
  query: string;
  maxRows: number;
  format: ResultFormat;
}

export type Phase = 'PENDING' | 'QUEUED' | 'EXECUTING' | 'COMPLETED' | 'ERROR' | 'ABORTED';

export interface QueryStatus {
  id: string;
  phase: Phase;
  rows: number;
  overflow: boolean;
  elapsedMs: number;
  error: string | null;
}

/** A finding about query text; `line` and `column` count from 1, `offset` and `length` in UTF-16 units. */
export interface Diagnostic {
  severity: 'error' | 'warning' | 'notice';
  code: string;
  message: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  offset: number;
  length: number;
  suggestions?: string[];
}

export interface CheckResult {
  ok: boolean;
  diagnostics: Diagnostic[];
  columns: Pick<ColumnInfo, 'name' | 'type' | 'unit' | 'ucd' | 'description'>[];
  /** The query as it reads in ADQL, when something of another dialect was understood in it. */
  adql?: string | null;
}

/** How a query would be answered; without steps when it has errors. */
export interface PlanExplanation {
  ok: boolean;
  diagnostics: Diagnostic[];
  steps: string[];
  slow?: string | null;
  hint?: string | null;
}

export type CompletionKind = 'column' | 'table' | 'schema' | 'keyword' | 'function' | 'alias';

export interface CompletionItem {
  label: string;
  kind: CompletionKind;
  detail?: string | null;
  info?: string | null;
}

export interface CompletionResult {
  from: number;
  items: CompletionItem[];
}

/** RFC 9457 problem details with the members that Hven adds. */
export interface Problem {
  type?: string;
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  requestId?: string;
  diagnostics?: Diagnostic[];
}

export interface Me {
  name: string;
  signedIn: boolean;
  fullName: string | null;
  emailConfirmed?: boolean;
  email: string | null;
  roles: string[];
  groups: string[];
  capabilities: string[];
  hasPassword: boolean;
  /** The provider that the account is linked to. */
  provider?: string | null;
}

export interface SessionInfo {
  id: number;
  created: string;
  seen: string;
  expires: string;
  address: string | null;
  agent: string | null;
  current: boolean;
}

export interface TokenInfo {
  id: number;
  name: string;
  scopes: string[];
  created: string;
  expires: string;
  used: string | null;
  usedFrom: string | null;
}

export interface NewToken {
  token: string;
  record: TokenInfo;
}

export interface Registration {
  name: string;
  password: string;
  email?: string;
  fullName?: string;
  invite?: string;
}

export interface SignInWays {
  registration: 'off' | 'approval' | 'open';
  mail: boolean;
  confirmsMail: boolean;
  providers: { name: string; title: string }[];
}

/** A program that waits to be let in. */
export interface DeviceRequest {
  name: string;
  scopes: string[];
  address: string;
  created: string;
}

namespace Hven.Adql;

/// <summary>How strictly a text has to be ADQL.</summary>
public enum AdqlDialect
{
    /// <summary>ADQL 2.1 with the extensions of this library.</summary>
    Adql,

    /// <summary>
    /// ADQL with what people are used to write to Oracle, PostgreSQL with q3c, and MySQL, where it can be read as ADQL without a change of meaning. Each such
    /// place gives a finding of <see cref="DiagnosticSeverity.Notice"/>, and <see cref="AdqlCompilation.Adql"/> is the text as it reads in ADQL.
    /// </summary>
    CommonSql,
}

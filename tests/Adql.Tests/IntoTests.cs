using Hven.Adql.Binding;

namespace Hven.Adql.Tests;

public sealed class IntoTests
{
    private static readonly AdqlTable s_table = new("s", "t", [new AdqlColumn("a", AdqlType.Integer), new AdqlColumn("b", AdqlType.Integer)], null);

    [Theory]
    [InlineData("SELECT a INTO mydb.x FROM s.t", "mydb", "x")]
    [InlineData("select top 5 a, b into MyDb.\"Täble one\" from s.t order by b", "MyDb", "Täble one")]
    [InlineData("WITH w AS (SELECT a FROM s.t) SELECT a INTO mydb.x FROM w", "mydb", "x")]
    [InlineData("SELECT a INTO mydb.x FROM s.t UNION SELECT b FROM s.t", "mydb", "x")]
    [InlineData("SELECT * INTO mydb.x FROM s.t", "mydb", "x")]
    [InlineData("SELECT t.* INTO mydb.x FROM s.t AS t", "mydb", "x")]
    [InlineData("SELECT a AS into INTO mydb.into FROM s.t", "mydb", "into")]
    public void Compile_tells_the_table_that_keeps_the_rows(string text, string schema, string name)
    {
        AdqlCompilation compilation = Compile(text);
        Assert.DoesNotContain(compilation.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Equal((schema, name), (compilation.Into!.Schema, compilation.Into.Name));
        Assert.StartsWith("INTO", text[compilation.Into.Span.Offset..], StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("SELECT a into FROM s.t")]
    [InlineData("SELECT a AS into FROM s.t")]
    [InlineData("SELECT into.a FROM s.t AS into")]
    [InlineData("SELECT into.a FROM s.t into")]
    public void Compile_takes_into_for_a_name_where_it_is_one(string text)
    {
        AdqlCompilation compilation = Compile(text);
        Assert.NotNull(compilation.Query);
        Assert.Null(compilation.Into);
    }

    [Theory]
    [InlineData("SELECT a FROM (SELECT a INTO mydb.x FROM s.t) AS q", 25)]
    [InlineData("SELECT a FROM s.t UNION SELECT a INTO mydb.x FROM s.t", 34)]
    [InlineData("SELECT a FROM s.t EXCEPT (SELECT a INTO mydb.x FROM s.t)", 36)]
    [InlineData("WITH w AS (SELECT a INTO mydb.x FROM s.t) SELECT a FROM w", 21)]
    [InlineData("SELECT a INTO x FROM s.t", 10)]
    [InlineData("SELECT a INTO one.two.three FROM s.t", 10)]
    [InlineData("SELECT a INTO mydb. FROM s.t", 21)]
    [InlineData("SELECT a FROM s.t INTO mydb.x", 19)]
    public void Compile_refuses_into_at_its_place(string text, int column)
    {
        AdqlCompilation compilation = Compile(text);
        Assert.Null(compilation.Query);
        Assert.Equal(column, compilation.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Span.Column);
    }

    private static AdqlCompilation Compile(string text) => AdqlCompiler.Compile(text, new OneTable());

    private sealed class OneTable : IAdqlCatalog
    {
        public IEnumerable<AdqlTable> Tables => [s_table];

        public AdqlTable? Find(string? schema, string name) => (schema is null || schema.Equals("s", StringComparison.OrdinalIgnoreCase)) && name.Equals("t", StringComparison.OrdinalIgnoreCase) ? s_table : null;
    }
}

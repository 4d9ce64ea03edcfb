using Hven.Conformance.Tests.Support;
using Hven.Testing;

namespace Hven.Conformance.Tests.Service;

/// <summary>Aladin loads a cone and a query by address, and asks for a cone through a form of its own, as a script tells it.</summary>
[Collection(nameof(SurveyServer))]
public sealed class AladinTests(SurveyServer survey)
{
    private const string Cone = "RA=323.3626&DEC=-0.8233&SR=0.05";

    /// <summary>
    /// Aladin learns of servers from a dictionary of its home. Without the network it has none, and does not start unless a file names one
    /// server of images; record Http is what it opens addresses by.
    /// </summary>
    private const string Dictionary = """
        %ActionName Image
        %Description Aladin wants one server of images
        %Owner CDS'aladin
        %DistribDomain ALADIN
        %Url SERVER/none?RA=$1&DEC=$2&SR=$3
        %Param.Description $1=Right ascension
        %Param.Description $2=Declination
        %Param.Description $3=Radius
        %Param.DataType $1=Target(RAd)
        %Param.DataType $2=Target(DEd)
        %Param.DataType $3=Field(RADIUSd)
        %ResultDataType Mime(image/fits)
        %Aladin.Label Image
        %Aladin.MenuNumber A0
        %Aladin.LabelPlane Image

        %ActionName Http
        %Description Any address
        %Owner CDS'aladin
        %DistribDomain ALADIN
        %Url $1

        %ActionName Hven
        %Description A cone
        %Owner CDS'aladin
        %DistribDomain ALADIN
        %Url SERVER/scs/dr1/main?RA=$1&DEC=$2&SR=$3
        %Param.Description $1=Right ascension
        %Param.Description $2=Declination
        %Param.Description $3=Radius
        %Param.DataType $1=Target(RAd)
        %Param.DataType $2=Target(DEd)
        %Param.DataType $3=Field(RADIUSd)
        %ResultDataType Mime(text/xml)
        %Aladin.Label Hven
        %Aladin.MenuNumber A1
        %Aladin.LabelPlane Hven

        """;

    [Fact]
    public async Task Aladin_loads_cones_and_queries_by_script()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/aladin") && File.Exists("/usr/bin/xvfb-run"), "Debian's aladin and xvfb are not installed.");
        using TemporaryFolder folder = new();
        string server = survey.Server.Address.ToString().TrimEnd('/');
        string dictionary = folder.Write("servers.dic", Dictionary.Replace("SERVER", server, StringComparison.Ordinal));
        string script = folder.Write("script.ajs", $"""
            load {server}/scs/dr1/main?{Cone}
            sync
            load {survey.Tap}/sync?LANG=ADQL&QUERY=SELECT+COADD_OBJECT_ID,RA,DEC+FROM+dr1.main+WHERE+DISTANCE(RA,DEC,323.3626,-0.8233)<0.05
            sync
            get Hven 323.3626 -0.8233 0.05deg
            sync
            export 1 {folder["1.tsv"]}
            export 2 {folder["2.tsv"]}
            export 3 {folder["3.tsv"]}
            sync
            quit

            """);
        await Tool.RunAsync(
            "timeout", "60", "env", $"JAVA_TOOL_OPTIONS=-Duser.home={folder.Path}",
            "xvfb-run", "-a", "aladin", "-nogui", "-noreleasetest", "-nosamp", $"-glufile={dictionary}", script);
        string[][] expected = await survey.AskAsync("SELECT COADD_OBJECT_ID, RA, DEC FROM dr1.main WHERE DISTANCE(RA, DEC, 323.3626, -0.8233) < 0.05 ORDER BY COADD_OBJECT_ID");
        Assert.True(expected.Length > 50);
        foreach (string file in (string[])["1.tsv", "2.tsv", "3.tsv"])
        {
            // A line of names and one of dashes come first.
            string[][] rows = [.. (await File.ReadAllLinesAsync(folder[file], TestContext.Current.CancellationToken)).Skip(2).Select(line => line.Split('\t')[..3]).OrderBy(row => row[0], StringComparer.Ordinal)];
            Assert.Equal(expected.OrderBy(row => row[0], StringComparer.Ordinal), rows);
        }
    }
}

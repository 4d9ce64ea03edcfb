using System.Net;
using Hven.Platform.Http;
using Hven.Query.Uploads;

namespace Hven.Query.Tests.Uploads;

/// <summary>What uploads may be fetched from.</summary>
public sealed class AllowedHostsTests
{
    // Addresses of the special-purpose registries of IANA (RFC 6890 and those after it), and of the open network.
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("130.79.128.30", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("2a00:1450:4001:81b::200e", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001::7f00:1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    public void IsPublic_knows_the_open_network(string address, bool isPublic) => Assert.Equal(isPublic, AllowedHosts.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("data.example.org", "https://data.example.org/x", true)]
    [InlineData("data.example.org", "http://DATA.example.org/x", true)]
    [InlineData("data.example.org", "https://data.example.org:8443/x", false)]
    [InlineData("data.example.org", "https://other.example.org/x", false)]
    [InlineData("data.example.org", "https://data.example.org.evil.net/x", false)]
    [InlineData("data.example.org:8443", "https://data.example.org:8443/x", true)]
    [InlineData("data.example.org:8443", "https://data.example.org/x", false)]
    [InlineData("*.example.org", "https://a.b.example.org/x", true)]
    [InlineData("*.example.org", "https://example.org/x", false)]
    [InlineData("*.example.org", "https://notexample.org/x", false)]
    [InlineData("*", "https://anything.net/x", true)]
    [InlineData("*", "https://anything.net:22/x", false)]
    [InlineData("*", "https://user:password@anything.net/x", false)]
    [InlineData("*", "ftp://anything.net/x", false)]
    [InlineData("*", "file:///etc/passwd", false)]
    [InlineData("127.0.0.1:99", "http://2130706433:99/x", true)]
    [InlineData("[::1]:99", "http://[::1]:99/x", true)]
    public void Allows_lets_listed_hosts_through_and_no_others(string pattern, string address, bool isAllowed)
    {
        Assert.Equal(isAllowed, new AllowedHosts([pattern]).Allows(new Uri(address)));
    }

    [Fact]
    public void MayConnect_reaches_private_addresses_of_hosts_that_are_listed_themselves()
    {
        IPAddress inside = IPAddress.Parse("10.0.0.7");
        Assert.True(new AllowedHosts(["files.inside"]).MayConnect("files.inside", 443, inside));
        Assert.False(new AllowedHosts(["*.inside"]).MayConnect("files.inside", 443, inside));
        Assert.False(new AllowedHosts(["*"]).MayConnect("files.inside", 443, inside));
        Assert.True(new AllowedHosts(["*"]).MayConnect("files.outside", 443, IPAddress.Parse("130.79.128.30")));
    }
}

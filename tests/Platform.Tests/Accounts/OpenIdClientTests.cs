using System.Security.Cryptography;
using Hven.Platform.Accounts.OpenId;
using Hven.Platform.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Hven.Platform.Tests.Accounts;

/// <summary>What a provider, or somebody who plays one, may say and is not believed.</summary>
public sealed class OpenIdClientTests : IAsyncLifetime
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly RSA _otherKey = RSA.Create(2048);
    private WebApplication _application = null!;
    private Func<string, SecurityTokenDescriptor, SecurityTokenDescriptor> _change = (_, token) => token;
    private Func<string, string> _alter = token => token;
    private object _userInfo = new { sub = "7", groups = new[] { "a" } };
    private bool _hasNewKey;
    private int _status = 200;

    private string Issuer => _application.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Issuer, authorization_endpoint = $"{Issuer}/auth", token_endpoint = $"{Issuer}/token", jwks_uri = $"{Issuer}/keys", userinfo_endpoint = $"{Issuer}/me",
        }));
        _application.MapGet("/keys", () =>
        {
            JsonWebKey key = JsonWebKeyConverter.ConvertFromRSASecurityKey(new(_hasNewKey ? _otherKey.ExportParameters(false) : _key.ExportParameters(false)));
            return Results.Json(new { keys = new[] { new { kty = "RSA", use = "sig", kid = _hasNewKey ? "new" : "old", n = key.N, e = key.E } } });
        });
        _application.MapPost("/token", () => _status != 200 ? Results.StatusCode(_status) : Results.Json(new { access_token = "at", token_type = "Bearer", id_token = _alter(Token()) }));
        _application.MapGet("/me", () => Results.Json(_userInfo));
        await _application.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _key.Dispose();
        _otherKey.Dispose();
    }

    [Fact]
    public async Task FinishAsync_believes_a_token_that_holds()
    {
        Identity identity = await FinishAsync();
        Assert.Equal((Issuer, "7", "zoe", "a"), (identity.Issuer, identity.Subject, identity.Text("preferred_username"), identity.Texts("groups").Single()));
    }

    [Theory]
    [InlineData("audience")]
    [InlineData("issuer")]
    [InlineData("nonce")]
    [InlineData("no nonce")]
    [InlineData("expired")]
    [InlineData("early")]
    [InlineData("other key")]
    [InlineData("no subject")]
    [InlineData("none")]
    [InlineData("hmac")]
    [InlineData("changed")]
    [InlineData("empty")]
    [InlineData("other person")]
    [InlineData("azp")]
    public async Task FinishAsync_does_not_believe(string fault)
    {
        _change = (_, token) =>
        {
            switch (fault)
            {
                case "audience": token.Audience = "other"; break;
                case "issuer": token.Issuer = "https://elsewhere.example"; break;
                case "nonce": token.Claims["nonce"] = "another"; break;
                case "no nonce": token.Claims.Remove("nonce"); break;
                case "expired": (token.NotBefore, token.Expires) = (Minutes(-60), Minutes(-30)); break;
                case "early": token.NotBefore = Minutes(20); token.Expires = Minutes(30); break;
                case "other key": token.SigningCredentials = new(new RsaSecurityKey(_otherKey) { KeyId = "old" }, "RS256"); break;
                case "no subject": token.Claims.Remove("sub"); break;
                case "azp": token.Claims["aud"] = new[] { "hven", "other" }; token.Claims["azp"] = "other"; token.Audience = null; break;

                // The classic: the public key taken for a secret that both know.
                case "hmac": token.SigningCredentials = new(new SymmetricSecurityKey(_key.ExportRSAPublicKey()) { KeyId = "old" }, "HS256"); break;
            }

            return token;
        };
        _alter = token => fault switch
        {
            "none" => $"{Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""")}.{token.Split('.')[1]}.",
            "changed" => $"{token.Split('.')[0]}.{Base64UrlEncoder.Encode(Base64UrlEncoder.Decode(token.Split('.')[1]).Replace("zoe", "ada", StringComparison.Ordinal))}.{token.Split('.')[2]}",
            "empty" => "",
            _ => token,
        };
        _userInfo = fault == "other person" ? new { sub = "8", groups = new[] { "admins" } } : _userInfo;
        ServiceException refused = await Assert.ThrowsAsync<ServiceException>(FinishAsync);
        Assert.Equal(403, refused.Status);
    }

    [Fact]
    public async Task FinishAsync_looks_for_new_keys_once()
    {
        using OpenIdClient client = Client();
        await FinishAsync(client);
        _hasNewKey = true;
        _change = (_, token) =>
        {
            token.SigningCredentials = new(new RsaSecurityKey(_otherKey) { KeyId = "new" }, "RS256");
            return token;
        };
        Assert.Equal("7", (await FinishAsync(client)).Subject);
    }

    [Theory]
    [InlineData(400, 403)]
    [InlineData(401, 503)]
    [InlineData(500, 503)]
    public async Task FinishAsync_tells_a_used_code_from_a_provider_that_fails(int status, int expected)
    {
        _status = status;
        Assert.Equal(expected, (await Assert.ThrowsAsync<ServiceException>(FinishAsync)).Status);
    }

    private static DateTime Minutes(double minutes) => TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(minutes);

    private OpenIdClient Client() => new(new() { Authority = Issuer, ClientId = "hven" });

    private async Task<Identity> FinishAsync()
    {
        using OpenIdClient client = Client();
        return await FinishAsync(client);
    }

    private static Task<Identity> FinishAsync(OpenIdClient client) => client.FinishAsync("code", "http://here/back", "the nonce", "verifier", default);

    private string Token() => new JsonWebTokenHandler().CreateToken(_change("", new()
    {
        Issuer = Issuer,
        Audience = "hven",
        IssuedAt = Minutes(0),
        NotBefore = Minutes(-1),
        Expires = Minutes(5),
        SigningCredentials = new(new RsaSecurityKey(_key) { KeyId = "old" }, "RS256"),
        Claims = new Dictionary<string, object> { ["sub"] = "7", ["nonce"] = "the nonce", ["preferred_username"] = "zoe" },
    }));
}

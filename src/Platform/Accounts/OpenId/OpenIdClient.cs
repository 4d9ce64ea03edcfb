using System.IdentityModel.Tokens.Jwt;
using System.Net.Http.Headers;
using System.Text.Json;
using Hven.Platform.Http;
using Hven.Platform.State;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Hven.Platform.Accounts.OpenId;

/// <summary>Who signed in, as the provider says.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Subject">The person there; never given to another.</param>
/// <param name="Claims">What else is said.</param>
internal sealed record Identity(string Issuer, string Subject, IReadOnlyDictionary<string, JsonElement> Claims)
{
    /// <summary>A claim that is one text, or null.</summary>
    public string? Text(string name) => Claims.TryGetValue(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Whether a claim is true.</summary>
    public bool IsTrue(string name) => Claims.TryGetValue(name, out JsonElement value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() == "true"));

    /// <summary>A claim that is a text or a list of texts.</summary>
    public IReadOnlyList<string> Texts(string name) => !Claims.TryGetValue(name, out JsonElement value) ? []
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)]
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!] : [];
}

/// <summary>One provider over HTTP: the authorization code flow with PKCE (OpenID Connect Core 1.0, section 3.1; RFC 7636). What it signs is checked by Microsoft.IdentityModel.</summary>
internal sealed class OpenIdClient : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly string[] s_algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    private readonly OpenIdProvider _provider;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = s_patience }) { Timeout = s_patience, MaxResponseContentBufferSize = 1 << 20 };
    private ConfigurationManager<OpenIdConnectConfiguration> _configuration;

    public OpenIdClient(OpenIdProvider provider)
    {
        _provider = provider;
        _configuration = NewConfiguration();
    }

    /// <summary>Address to which a browser is sent.</summary>
    /// <exception cref="ServiceException">The provider is not there.</exception>
    public async Task<string> BeginAsync(string redirect, string state, string nonce, string challenge, CancellationToken cancellationToken)
    {
        OpenIdConnectConfiguration configuration = await ConfigurationAsync(cancellationToken);
        OpenIdConnectMessage message = new()
        {
            IssuerAddress = configuration.AuthorizationEndpoint,
            ClientId = _provider.ClientId,
            RedirectUri = redirect,
            ResponseType = "code",
            Scope = _provider.Scopes,
            State = state,
            Nonce = nonce,
        };
        message.SetParameter("code_challenge", challenge);
        message.SetParameter("code_challenge_method", "S256");
        return message.CreateAuthenticationRequestUrl();
    }

    /// <summary>Who came back with a code.</summary>
    /// <exception cref="ServiceException">The provider is not there, or what it says does not hold.</exception>
    public async Task<Identity> FinishAsync(string code, string redirect, string nonce, string verifier, CancellationToken cancellationToken)
    {
        OpenIdConnectConfiguration configuration = await ConfigurationAsync(cancellationToken);
        OpenIdConnectMessage tokens = await RedeemAsync(configuration, code, redirect, verifier, cancellationToken);
        JsonWebToken token = await ValidateAsync(configuration, tokens.IdToken, cancellationToken);
        try
        {
            new OpenIdConnectProtocolValidator { RequireNonce = true, RequireTimeStampInNonce = false, RequireStateValidation = false }.ValidateTokenResponse(new()
            {
                ClientId = _provider.ClientId,
                ProtocolMessage = tokens,
                ValidatedIdToken = JwtSecurityTokenConverter.Convert(token),
                Nonce = nonce,
            });
        }
        catch (OpenIdConnectProtocolException exception)
        {
            throw new ServiceException("oidc-token", 403, $"What the provider said does not hold: {exception.Message}", exception);
        }

        Dictionary<string, JsonElement> claims = Json(Base64UrlEncoder.Decode(token.EncodedPayload));
        await AddUserInfoAsync(configuration, tokens.AccessToken, token.Subject, claims, cancellationToken);
        return new(token.Issuer, token.Subject, claims);
    }

    public void Dispose() => _http.Dispose();

    private static ServiceException Down(Exception exception) =>
        new("oidc-down", 503, "The provider of identities does not answer, or not as it should. Try again in a moment, or sign in with a password if you have one.", exception) { RetryAfter = TimeSpan.FromSeconds(30) };

    /// <summary>What an answer of the provider's token address means that is no token (RFC 6749, section 5.2). Its words are for the log.</summary>
    private static ServiceException Refused(int status, string text)
    {
        OpenIdConnectMessage said;
        try
        {
            said = new(text);
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException)
        {
            said = new();
        }

        HttpRequestException cause = new($"Status {status}: {StateText.Clean($"{said.Error} {said.ErrorDescription}", 300)}");
        return status == 401 || said.Error is "invalid_client" or "unauthorized_client"
            ? new("oidc-client", 503, "The provider does not take this server for the one that is registered there: the settings ClientId and ClientSecretFile do not fit. Tell an administrator.", cause)
            : new("oidc-code", 403, "The provider does not take the sign-in any more: it took too long, or was used already. Begin again.", cause);
    }

    private static Dictionary<string, JsonElement> Json(string text) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text) ?? [];

    private ConfigurationManager<OpenIdConnectConfiguration> NewConfiguration() =>
        new($"{_provider.Authority.TrimEnd('/')}/.well-known/openid-configuration", new OpenIdConnectConfigurationRetriever(), new HttpDocumentRetriever(_http) { RequireHttps = !new Uri(_provider.Authority).IsLoopback });

    private async Task<OpenIdConnectConfiguration> ConfigurationAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _configuration.GetConfigurationAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException or HttpRequestException)
        {
            throw Down(exception);
        }
    }

    private async Task<OpenIdConnectMessage> RedeemAsync(OpenIdConnectConfiguration configuration, string code, string redirect, string verifier, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, string>> form = [new("grant_type", "authorization_code"), new("code", code), new("redirect_uri", redirect), new("client_id", _provider.ClientId), new("code_verifier", verifier)];
        using HttpRequestMessage request = new(HttpMethod.Post, configuration.TokenEndpoint);
        if (_provider.ClientSecretFile is { } file && configuration.TokenEndpointAuthMethodsSupported is { Count: > 0 } ways && !ways.Contains("client_secret_basic") && ways.Contains("client_secret_post"))
        {
            form.Add(new("client_secret", (await File.ReadAllTextAsync(file, cancellationToken)).Trim()));
        }
        else if (_provider.ClientSecretFile is { } other)
        {
            // RFC 6749, section 2.3.1: both are form-encoded first.
            string secret = (await File.ReadAllTextAsync(other, cancellationToken)).Trim();
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(_provider.ClientId)}:{Uri.EscapeDataString(secret)}")));
            form.RemoveAll(pair => pair.Key == "client_id");
        }

        request.Content = new FormUrlEncodedContent(form);
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? new OpenIdConnectMessage(text)
                : (int)response.StatusCode >= 500 ? throw Down(new HttpRequestException($"Status {(int)response.StatusCode}."))
                : throw Refused((int)response.StatusCode, text);
        }
        catch (Exception exception) when (exception is HttpRequestException or ArgumentException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Down(exception);
        }
    }

    private async Task<JsonWebToken> ValidateAsync(OpenIdConnectConfiguration configuration, string? idToken, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            TokenValidationResult result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(idToken ?? "", new()
            {
                ValidIssuer = configuration.Issuer,
                ValidAudience = _provider.ClientId,
                IssuerSigningKeys = configuration.SigningKeys,
                ValidAlgorithms = s_algorithms,
                ClockSkew = TimeSpan.FromMinutes(2),
                RequireSignedTokens = true,
                RequireExpirationTime = true,
            });
            if (result is { IsValid: true, SecurityToken: JsonWebToken { Subject.Length: > 0 } token })
            {
                return token;
            }

            if (result.Exception is not SecurityTokenSignatureKeyNotFoundException || attempt > 0)
            {
                throw new ServiceException("oidc-token", 403, "What the provider said does not hold: its signature, audience or time is wrong. Begin again; if it happens again, tell an administrator.", result.Exception);
            }

            // The provider has new keys. Its own refresh would come after this request.
            _configuration = NewConfiguration();
            configuration = await ConfigurationAsync(cancellationToken);
        }
    }

    /// <summary>Adds what the provider tells only to who shows the access token, as far as it is of the same person (section 5.3.2).</summary>
    private async Task AddUserInfoAsync(OpenIdConnectConfiguration configuration, string? accessToken, string subject, Dictionary<string, JsonElement> claims, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration.UserInfoEndpoint) || string.IsNullOrEmpty(accessToken))
        {
            return;
        }

        using HttpRequestMessage request = new(HttpMethod.Get, configuration.UserInfoEndpoint) { Headers = { Authorization = new("Bearer", accessToken) } };
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            Dictionary<string, JsonElement> more = Json(await response.Content.ReadAsStringAsync(cancellationToken));
            if (!more.TryGetValue("sub", out JsonElement sub) || sub.ValueKind != JsonValueKind.String || sub.GetString() != subject)
            {
                throw new ServiceException("oidc-token", 403, "What the provider said does not hold: it told of two persons. Begin again; if it happens again, tell an administrator.");
            }

            foreach ((string name, JsonElement value) in more)
            {
                claims.TryAdd(name, value);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Down(exception);
        }
    }
}

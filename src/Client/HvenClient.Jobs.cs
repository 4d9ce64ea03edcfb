using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization.Metadata;

namespace Hven.Client;

/// <content>Jobs.</content>
public sealed partial class HvenClient
{
    /// <summary>Lists the caller's jobs.</summary>
    /// <param name="query">What to list, as the parameters of <c>GET /api/v1/jobs</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<JobsResponse> ListJobsAsync(IEnumerable<KeyValuePair<string, string>> query, CancellationToken cancellationToken)
    {
        string text = string.Join('&', query.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}"));
        using var message = new HttpRequestMessage(HttpMethod.Get, Resolve($"api/v1/jobs?{text}"));
        return await ReadAsync(message, HvenJson.Default.JobsResponse, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a job.</summary>
    /// <param name="request">What it shall be.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<JobDetail> CreateJobAsync(CreateJobRequest request, CancellationToken cancellationToken) => PostAsync("api/v1/jobs", request, HvenJson.Default.CreateJobRequest, HvenJson.Default.JobDetail, cancellationToken);

    /// <summary>Tells of a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="waitInPhase">To be told as soon as it is not in this phase any more, or after a minute; null to be told at once.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<JobDetail> GetJobAsync(string id, string? waitInPhase, CancellationToken cancellationToken)
    {
        string wait = waitInPhase is null ? "" : $"?wait=2&phase={Uri.EscapeDataString(waitInPhase)}";
        using var message = new HttpRequestMessage(HttpMethod.Get, Resolve($"api/v1/jobs/{Segment(id)}{wait}"));
        return await ReadAsync(message, HvenJson.Default.JobDetail, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes what a user may change of a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="request">What changes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<JobDetail> ChangeJobAsync(string id, ChangeJobRequest request, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Patch, Resolve($"api/v1/jobs/{Segment(id)}")) { Content = JsonContent.Create(request, HvenJson.Default.ChangeJobRequest) };
        return await ReadAsync(message, HvenJson.Default.JobDetail, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Does something with a job that needs no words.</summary>
    /// <param name="id">The job.</param>
    /// <param name="action"><c>run</c>, <c>cancel</c>, <c>retry</c> or <c>renew</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<JobDetail> ActOnJobAsync(string id, string action, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Resolve($"api/v1/jobs/{Segment(id)}/{Segment(action)}"));
        return await ReadAsync(message, HvenJson.Default.JobDetail, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a job like another.</summary>
    /// <param name="id">The other.</param>
    /// <param name="request">How it is to be repeated.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<JobDetail> CloneJobAsync(string id, CloneJobRequest request, CancellationToken cancellationToken) =>
        PostAsync($"api/v1/jobs/{Segment(id)}/clone", request, HvenJson.Default.CloneJobRequest, HvenJson.Default.JobDetail, cancellationToken);

    /// <summary>Lets others see a job.</summary>
    /// <param name="id">The job.</param>
    /// <param name="request">Who.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<ShareJobResponse> ShareJobAsync(string id, ShareJobRequest request, CancellationToken cancellationToken) =>
        PostAsync($"api/v1/jobs/{Segment(id)}/share", request, HvenJson.Default.ShareJobRequest, HvenJson.Default.ShareJobResponse, cancellationToken);

    /// <summary>Deletes a job with all that it left.</summary>
    /// <param name="id">The job.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task DeleteJobAsync(string id, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Delete, Resolve($"api/v1/jobs/{Segment(id)}"));
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The log of a job, or its record: text as it is.</summary>
    /// <param name="id">The job.</param>
    /// <param name="part"><c>log</c> or <c>record</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<string> GetJobTextAsync(string id, string part, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, Resolve($"api/v1/jobs/{Segment(id)}/{Segment(part)}"));
        using HttpResponseMessage response = await SendAsync(message, cancellationToken).ConfigureAwait(false);
        return await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Begins to take a file that a job left. The caller disposes of the answer.</summary>
    /// <param name="id">The job.</param>
    /// <param name="result">The file.</param>
    /// <param name="from">Bytes that the caller has already; the answer may begin at 0 nevertheless, and says so by its status.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<HttpResponseMessage> OpenJobResultAsync(string id, JobResult result, long from, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        var message = new HttpRequestMessage(HttpMethod.Get, Resolve($"api/v1/jobs/{Segment(id)}/results/{Segment(result.Name)}"));
        if (from > 0)
        {
            message.Headers.Range = new RangeHeaderValue(from, null);
            message.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue($"\"{result.Sha256}\""));
        }

        return SendAsync(message, cancellationToken);
    }

    private async Task<TAnswer> PostAsync<TRequest, TAnswer>(string path, TRequest request, JsonTypeInfo<TRequest> requestType, JsonTypeInfo<TAnswer> answerType, CancellationToken cancellationToken)
        where TAnswer : class
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, Resolve(path)) { Content = JsonContent.Create(request, requestType) };
        return await ReadAsync(message, answerType, cancellationToken).ConfigureAwait(false);
    }
}

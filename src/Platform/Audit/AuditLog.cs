using Hven.Platform.Accounts;
using Hven.Platform.State;

namespace Hven.Platform.Audit;

/// <summary>Notes who changed what, together with the change: both are written or neither.</summary>
public sealed class AuditLog(TimeProvider time)
{
    private const int MostText = 2000;

    /// <summary>Adds an entry to what will be saved.</summary>
    /// <param name="state">Where the change is made.</param>
    /// <param name="caller">Who makes it.</param>
    /// <param name="action">What is done, for instance <c>user.add</c>.</param>
    /// <param name="subject">What it is done to, for instance <c>user:ada</c>.</param>
    /// <param name="detail">What changes; never a secret.</param>
    public void Note(HvenState state, Caller caller, string action, string subject, string? detail = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(subject);
        state.Audit.Add(new()
        {
            Time = time.GetUtcNow(),
            Actor = caller.Name,
            Address = caller.Address.Length > 0 ? caller.Address : null,
            Action = action,
            Subject = StateText.Clean(subject, 300)!,
            Detail = StateText.Clean(detail, MostText),
        });
    }
}

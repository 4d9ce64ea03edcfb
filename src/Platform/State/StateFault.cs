using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.State;

/// <summary>Tells failures of the database from all others.</summary>
public static class StateFault
{
    /// <summary>The database's own failure in what was thrown, or null. EF Core wraps those that may pass by themselves.</summary>
    public static DbException? Of(Exception exception) => exception switch
    {
        DbException own => own,
        DbUpdateException { InnerException: { } inner } => Of(inner),
        InvalidOperationException { InnerException: { } inner } => Of(inner),
        _ => null,
    };
}

using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.State;

/// <summary>Port: the database that state is kept in. A back end of it is judged by <c>StateConformance</c> in the tests.</summary>
public interface IStateDatabase
{
    /// <summary>Its name for people, without secrets.</summary>
    string Name { get; }

    /// <summary>Makes contexts use it.</summary>
    void Configure(DbContextOptionsBuilder options);

    /// <summary>Makes the place ready before the migrations run.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Whether a failure may pass by itself: a database that is down, locked or out of connections.</summary>
    bool IsPassing(DbException exception);

    /// <summary>Whether a failure says that a row with the same key exists already.</summary>
    bool IsDuplicate(DbException exception);
}

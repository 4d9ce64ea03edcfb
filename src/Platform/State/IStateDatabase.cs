using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Hven.Platform.State;

/// <summary>Port: the database that state is kept in. A back end of it is judged by <c>StateConformance</c> in the tests.</summary>
public interface IStateDatabase
{
    /// <summary>Its name for people, without secrets.</summary>
    string Name { get; }

    /// <summary>Whether servers on several machines can have it at one time.</summary>
    bool IsShared { get; }

    /// <summary>Makes contexts use it.</summary>
    void Configure(DbContextOptionsBuilder options);

    /// <summary>Makes the place ready before the migrations run.</summary>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>The isolation in which all queries of a transaction see one moment.</summary>
    IsolationLevel OneMoment { get; }

    /// <summary>Makes the numbers that the database gives go on after those of rows that brought theirs.</summary>
    Task ContinueNumbersAsync(HvenState state, CancellationToken cancellationToken);

    /// <summary>Whether a failure may pass by itself: a database that is down, locked or out of connections.</summary>
    bool IsPassing(DbException exception);

    /// <summary>Whether a failure says that a row with the same key exists already.</summary>
    bool IsDuplicate(DbException exception);
}

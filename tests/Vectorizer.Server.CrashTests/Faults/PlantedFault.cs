using System.Collections.Immutable;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Rounds;

namespace Vectorizer.Server.CrashTests.Faults;

/// <summary>Something wrong that is done on purpose, so that the tests can be seen to find it. This one does nothing.</summary>
internal class PlantedFault
{
    public static readonly PlantedFault None = new();

    /// <summary>Changes what a connection is about to do. Threads: any.</summary>
    public virtual Operation Choose(Operation operation) => operation;

    /// <summary>Sends an operation for a connection. Threads: any.</summary>
    public virtual Task<Answer> SendAsync(Operation operation, Api api) => operation.SendAsync(api);

    /// <summary>Called when the server has been killed, before it is started again.</summary>
    public virtual void Damage(string dataDirectory, ImmutableArray<Connection> connections)
    {
    }

    /// <summary>Called when the server has been started again, before it is checked.</summary>
    public virtual Task MeddleAsync(Api api, ImmutableArray<Connection> connections) => Task.CompletedTask;
}

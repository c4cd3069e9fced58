using Vectorizer.Server.CrashTests.Http;

namespace Vectorizer.Server.CrashTests.Model;

/// <summary>One request that changes something.</summary>
/// <param name="Collection">What it changes.</param>
internal abstract record Operation(CollectionModel Collection)
{
    /// <summary>Points that it concerns; empty when it concerns the collection as a whole.</summary>
    public virtual IReadOnlyCollection<string> Ids => [];

    /// <summary>In words, for the history.</summary>
    public abstract string Text { get; }

    /// <summary>Sends it.</summary>
    /// <exception cref="NoAnswerException">No answer came.</exception>
    public abstract Task<Answer> SendAsync(Api api);
}

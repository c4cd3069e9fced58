namespace Vectorizer.Server.CrashTests.Model;

/// <summary>The server does not hold what it must: something acknowledged is lost, or something is there that must not be.</summary>
/// <param name="collection">Where.</param>
/// <param name="ids">Points concerned; empty when it is the collection itself.</param>
/// <param name="message">What is wrong.</param>
internal sealed class CrashViolationException(string collection, IReadOnlyCollection<string> ids, string message)
    : Exception($"{collection}: {message}")
{
    public string Collection => collection;

    public IReadOnlyCollection<string> Ids => ids;
}

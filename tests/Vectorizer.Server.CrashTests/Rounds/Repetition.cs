using Vectorizer.Server.CrashTests.Model;

namespace Vectorizer.Server.CrashTests.Rounds;

/// <summary>A write that was sent under a key and may be sent again.</summary>
/// <param name="Write">The write.</param>
/// <param name="CollectionId">The creation of the collection that knows the key.</param>
internal sealed record Repetition(PointWrite Write, string CollectionId)
{
    /// <summary>The sequence of each part that has happened; 0 where it is not known. The other parts are still to be done.</summary>
    public Dictionary<int, long> Done { get; } = [];
}

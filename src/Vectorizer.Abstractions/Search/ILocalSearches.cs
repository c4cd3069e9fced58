using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;

namespace Vectorizer.Abstractions.Search;

/// <summary>Searches segments of this process without a message to their grains. Registered on a silo.</summary>
public interface ILocalSearches
{
    /// <summary>Searches all segments of a collection, if every one of them is open in this process.</summary>
    /// <param name="record">The collection as the caller knows it.</param>
    /// <param name="request">What to search for, of each segment.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// The answers in order of segment number; null when a segment is not open here, and its grain has to be asked.
    /// </returns>
    /// <exception cref="VectorizerException">As the grain's search; thrown at once or by the task.</exception>
    Task<SearchResponse[]>? TrySearch(CollectionRecord record, SearchRequest request, CancellationToken cancellationToken);
}

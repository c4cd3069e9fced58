using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Client.Orleans;

/// <summary>One or many queries over one vector field of a collection.</summary>
public sealed record SearchQuery
{
    /// <summary>The query vectors, or examples, one behind the other, each as long as the field's dimension.</summary>
    public required VectorBlock Vectors { get; init; }

    /// <summary>
    /// How many of the vectors, the first ones, are positive examples of one search by
    /// <see cref="Vectorizer.Abstractions.Search.BestScore"/>, the others being negative ones; null when each vector is a query of its own.
    /// </summary>
    public int? Positives { get; init; }

    /// <summary>Ids of points that are left out of the hits. Together with <see cref="Limit"/> and <see cref="Offset"/> at most 10,000.</summary>
    public ByteStrings Without { get; init; } = ByteStrings.Empty;

    /// <summary>Name of the vector field; empty for the unnamed one.</summary>
    public string Using { get; init; } = "";

    /// <summary>Hits wanted per query. With <see cref="Offset"/> together 1..10,000.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Nearest hits to leave out, 0 or more.</summary>
    public int Offset { get; init; }

    /// <summary>Candidates weighed, 1..10,000; null for what the collection says.</summary>
    public int? Ef { get; init; }

    /// <summary>Compare with every point instead of walking the graph.</summary>
    public bool Exact { get; init; }

    /// <summary>Which points may be hits; null for all.</summary>
    public Filter? Filter { get; init; }

    /// <summary>Tell in <see cref="Vectorizer.Abstractions.Search.SearchHits.Explanations"/> what was done in each segment.</summary>
    public bool Explain { get; init; }

    /// <summary>What the hits carry besides id and distance.</summary>
    public PointParts Parts { get; init; }

    /// <summary>Time allowed, at most 10 minutes; null for the client's <see cref="VectorizerClientOptions.ReadTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }
}

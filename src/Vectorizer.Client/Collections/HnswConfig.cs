namespace Vectorizer.Client.Collections;

/// <summary>Parameters of a vector field's graph. What is null takes the server's default, or stays as it is.</summary>
public sealed record HnswConfig
{
    /// <summary>Links of a point on the upper levels of the graph; twice as many on the lowest.</summary>
    public int? M { get; init; }

    /// <summary>Candidates kept while a point is linked in: more builds a better graph, slower.</summary>
    public int? EfConstruction { get; init; }

    /// <summary>Candidates kept while searching, when the query names no <c>ef</c> of its own.</summary>
    public int? EfSearch { get; init; }
}

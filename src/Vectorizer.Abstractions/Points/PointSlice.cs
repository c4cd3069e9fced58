namespace Vectorizer.Abstractions.Points;

/// <summary>The points of the first of the ids asked for. An answer ends early rather than grow beyond a message.</summary>
/// <param name="Points">In the order of the ids; those that do not exist are left out.</param>
/// <param name="IdsExamined">Ids that this answer covers, at least one. The caller asks again for the rest.</param>
[GenerateSerializer, Immutable, Alias("vectorizer.PointSlice")]
public sealed record PointSlice([property: Id(0)] PointBatch Points, [property: Id(1)] int IdsExamined);

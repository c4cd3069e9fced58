using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;

namespace Vectorizer.Server.Api.Points;

/// <summary>The points that a write is about: either of them.</summary>
/// <param name="Ids">The ids, or null.</param>
/// <param name="Filter">What they match, or null.</param>
internal sealed record PointSelection(ByteStrings? Ids, Filter? Filter);

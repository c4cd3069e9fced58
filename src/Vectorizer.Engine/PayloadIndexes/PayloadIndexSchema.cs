using Vectorizer.Engine.Filters;

namespace Vectorizer.Engine.PayloadIndexes;

/// <summary>An index over the payloads of a segment.</summary>
/// <param name="Path">Where the values lie. A path has one index at most.</param>
/// <param name="Kind">Which values it knows.</param>
public sealed record PayloadIndexSchema(PayloadPath Path, PayloadIndexKind Kind);

namespace Vectorizer.Server.Api.Points;

/// <summary>What the body of a delete says.</summary>
/// <param name="Points">The points.</param>
/// <param name="IfSequence">The sequence that each of the ids must have, or null.</param>
internal sealed record DeleteBody(PointSelection Points, long? IfSequence);

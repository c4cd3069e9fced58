using Vectorizer.Abstractions.Points;

namespace Vectorizer.Server.Api.Points;

/// <summary>What the body of a delete says.</summary>
/// <param name="Ids">The ids.</param>
/// <param name="IfSequence">The sequence that each of the points must have, or null.</param>
internal sealed record DeleteBody(ByteStrings Ids, long? IfSequence);

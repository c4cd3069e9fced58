using Vectorizer.Engine.Vectors;

namespace Vectorizer.Engine.Hnsw;

/// <summary>A link that a node is offered after another one was repaired.</summary>
/// <param name="Ordinal">The node.</param>
/// <param name="Added">Where the link leads, and how far that is.</param>
/// <param name="Layer">The layer.</param>
internal readonly record struct BackLink(int Ordinal, Neighbor Added, int Layer);

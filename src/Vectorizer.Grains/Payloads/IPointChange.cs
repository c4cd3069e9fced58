using Vectorizer.Engine.Segments;

namespace Vectorizer.Grains.Payloads;

/// <summary>What becomes of a point, computed from what it is.</summary>
/// <remarks>For one thread at a time.</remarks>
internal interface IPointChange
{
    /// <summary>Computes the mutation of a point.</summary>
    /// <param name="reader">Shows the point.</param>
    /// <param name="ordinal">The point.</param>
    /// <param name="id">Its id, in memory that the mutation may keep.</param>
    /// <param name="mutation">What becomes of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False if it stays as it is.</returns>
    /// <exception cref="Vectorizer.Abstractions.Errors.VectorizerException"><c>invalid_argument</c>: it cannot be changed so.</exception>
    bool TryChange(
        SegmentReader reader, int ordinal, ReadOnlyMemory<byte> id, out PointMutation mutation, CancellationToken cancellationToken);
}

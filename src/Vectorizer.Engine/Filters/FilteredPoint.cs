namespace Vectorizer.Engine.Filters;

/// <summary>What a filter looks at of a point, or of one object in its payload.</summary>
/// <param name="payload">
/// A JSON object in UTF-8, or empty for none. Of one that is not well-formed, conditions see what stands before the fault.
/// </param>
/// <param name="id">The point's id in UTF-8.</param>
/// <param name="fields">One bit per vector field that the point has.</param>
/// <param name="cancellationToken">Ends an evaluation that takes long.</param>
public readonly ref struct FilteredPoint(
    ReadOnlySpan<byte> payload, ReadOnlySpan<byte> id, ulong fields, CancellationToken cancellationToken)
{
    /// <summary>A JSON object in UTF-8, or empty.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The point's id in UTF-8.</summary>
    public ReadOnlySpan<byte> Id { get; } = id;

    /// <summary>One bit per vector field that the point has.</summary>
    public ulong Fields => fields;

    /// <summary>Ends an evaluation that takes long.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>Whether the evaluation shall end.</summary>
    internal bool IsCancelled => cancellationToken.IsCancellationRequested;

    /// <summary>The same point, but its payload is one object inside of the whole.</summary>
    internal FilteredPoint Inside(ReadOnlySpan<byte> element) => new(element, Id, fields, cancellationToken);
}

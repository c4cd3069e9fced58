namespace Vectorizer.Engine.Quantization;

/// <summary>How the rows of a vector field are shortened for the walk. The best of it are weighed again by their floats.</summary>
/// <param name="Kind">The code of a row.</param>
/// <param name="OnDisk">Whether the floats are kept in a file rather than in memory.</param>
public sealed record QuantizationParameters(QuantizationKind Kind, bool OnDisk = false);

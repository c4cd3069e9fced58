namespace Vectorizer.Engine.Vectors;

/// <summary>Keeps the row of an ordinal, as it is stored: normalised where the metric says so.</summary>
internal delegate void RowWriter(int ordinal, ReadOnlySpan<float> row);

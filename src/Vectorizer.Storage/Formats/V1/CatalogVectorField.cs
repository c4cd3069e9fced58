using Vectorizer.Engine.Vectors;

namespace Vectorizer.Storage.Formats.V1;

/// <summary>A vector field as the catalog's log keeps it.</summary>
/// <param name="Name">0..255 bytes of UTF-8; empty for the unnamed field.</param>
/// <param name="Dimension">Floats of each vector, 1..65,536.</param>
/// <param name="Metric">How distance is measured.</param>
/// <param name="M">Links a point chooses on each layer of the graph.</param>
/// <param name="EfConstruction">Candidates weighed when a point is inserted.</param>
/// <param name="EfSearch">Candidates weighed by a search that names no number of its own.</param>
/// <param name="Quantization">How rows are shortened; null for not at all, as in every older record.</param>
public sealed record CatalogVectorField(
    string Name, int Dimension, Metric Metric, int M, int EfConstruction, int EfSearch, CatalogQuantization? Quantization = null);

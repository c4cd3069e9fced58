namespace Vectorizer.Storage.Formats.V1;

/// <summary>How a collection keeps payloads in memory, as the catalog's log keeps it.</summary>
/// <param name="Enabled">Whether payloads are compressed.</param>
/// <param name="ThresholdBytes">Payloads of at least so many bytes are; at least 1, kept when they are not compressed too.</param>
public sealed record CatalogCompression(bool Enabled, int ThresholdBytes);

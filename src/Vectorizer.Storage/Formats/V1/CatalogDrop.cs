namespace Vectorizer.Storage.Formats.V1;

/// <summary>The end of a collection.</summary>
/// <param name="Id">Internal id of the collection.</param>
/// <param name="Version">Its version at the end, above that of the last change.</param>
public readonly record struct CatalogDrop(long Id, long Version);

namespace Vectorizer.Storage.Formats.V1;

/// <summary>What became of an alias.</summary>
/// <param name="Name">1..255 bytes of UTF-8.</param>
/// <param name="CollectionId">Internal id of the collection that it stands for; 0 when it stands for none any more.</param>
public readonly record struct CatalogAlias(string Name, long CollectionId);

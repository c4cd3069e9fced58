namespace Vectorizer.Clustering.Persistence;

/// <summary>The storage in which grains of Vectorizer keep their state.</summary>
public static class VectorizerStorage
{
    /// <summary>Its name, whichever provider is behind it: for <c>[PersistentState("…", VectorizerStorage.ProviderName)]</c>.</summary>
    public const string ProviderName = "vectorizer";
}

namespace Vectorizer.Abstractions.Diagnostics;

/// <summary>The meter of the product: every instrument belongs to it, whichever project it is declared in.</summary>
public static class VectorizerMeter
{
    /// <summary>Its name, by which listeners and exporters choose it.</summary>
    public const string Name = "Vectorizer";
}

namespace Vectorizer.Engine.Vectors;

/// <summary>Says which points may become results.</summary>
internal interface IOrdinalFilter
{
    /// <summary>Whether the point may become a result. Called from the inner loop of a search.</summary>
    bool Accepts(int ordinal);
}

namespace Vectorizer.Client.Orleans.Routing;

/// <summary>A hit and where it came from.</summary>
/// <param name="Distance">Smaller is nearer.</param>
/// <param name="List">Number of the list that holds it.</param>
/// <param name="Index">Its place in that list.</param>
internal readonly record struct RankedHit(float Distance, int List, int Index);

namespace Vectorizer.Storage.Files;

/// <summary>Whose data a directory holds.</summary>
/// <param name="Node">Name of the node.</param>
/// <param name="ClusterId">Drawn once, when the first node of a cluster starts for the first time.</param>
public sealed record NodeIdentity(string Node, string ClusterId);

namespace Vectorizer.Client.Aliases;

/// <summary>A name that stands for a collection.</summary>
/// <param name="Name">The alias.</param>
/// <param name="Collection">The collection's own name.</param>
public sealed record Alias([property: System.Text.Json.Serialization.JsonPropertyName("alias")] string Name, string Collection);

namespace Vectorizer.Clustering.Tests.Persistence;

/// <summary>A state as grains keep it.</summary>
[GenerateSerializer]
[Alias("Vectorizer.Clustering.Tests.Manifest")]
public sealed record Manifest
{
    [Id(0)]
    public string Name { get; set; } = "new";

    [Id(1)]
    public long Epoch { get; set; }

    [Id(2)]
    public byte[] Bytes { get; set; } = [];
}

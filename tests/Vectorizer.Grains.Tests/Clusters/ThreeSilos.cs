namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>Three silos that tests share. Each test has its own collections.</summary>
public sealed class ThreeSilos() : VectorizerCluster(3);

/// <summary>The tests that share <see cref="ThreeSilos"/>.</summary>
[CollectionDefinition]
public sealed class ThreeSilosCollection : ICollectionFixture<ThreeSilos>;

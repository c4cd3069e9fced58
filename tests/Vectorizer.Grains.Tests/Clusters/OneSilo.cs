namespace Vectorizer.Grains.Tests.Clusters;

/// <summary>One silo that tests share. Each test has its own collections.</summary>
public sealed class OneSilo() : VectorizerCluster(1);

/// <summary>The tests that share <see cref="OneSilo"/>.</summary>
[CollectionDefinition]
public sealed class OneSiloCollection : ICollectionFixture<OneSilo>;

using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Vectorizer.Abstractions.Tests.Serialization;

/// <summary>The serializer that silos use between them.</summary>
public sealed class SerializerFixture : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public Serializer Serializer => _services.GetRequiredService<Serializer>();

    public DeepCopier Copier => _services.GetRequiredService<DeepCopier>();

    public void Dispose() => _services.Dispose();
}

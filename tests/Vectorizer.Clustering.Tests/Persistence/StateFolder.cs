using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Serialization;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Storage.Files;

namespace Vectorizer.Clustering.Tests.Persistence;

/// <summary>A folder of state, without a silo around it. Closes what was opened over it.</summary>
internal sealed class StateFolder : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().AddSingleton<GrainStateCodec>().BuildServiceProvider();
    private FileGrainStorage? _storage;

    public string FullPath { get; } = Directory.CreateTempSubdirectory("vectorizer-").FullName;

    public GrainStateCodec Codec => _services.GetRequiredService<GrainStateCodec>();

    /// <summary>Opens a storage; the one before is closed.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">A folder of that disk; the real one unless given.</param>
    public FileGrainStorage Open(IDisk disk, string? path = null)
    {
        _storage?.Dispose();
        return _storage = new FileGrainStorage(disk, path ?? FullPath, Codec, NullLogger<FileGrainStorage>.Instance);
    }

    public void Dispose()
    {
        _storage?.Dispose();
        _services.Dispose();
        Directory.Delete(FullPath, recursive: true);
    }
}

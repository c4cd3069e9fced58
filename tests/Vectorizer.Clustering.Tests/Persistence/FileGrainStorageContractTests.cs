using Orleans.Storage;
using Vectorizer.Clustering.Persistence;
using Vectorizer.Storage.Files;

namespace Vectorizer.Clustering.Tests.Persistence;

public sealed class FileGrainStorageContractTests : GrainStorageContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vectorizer-");
    private DataDirectory? _data;
    private TestSilo? _silo;

    protected override string[] UnreachableWords => ["state", "no such directory"];

    public override async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _folder.Delete(recursive: true);
        await base.DisposeAsync();
    }

    protected internal override async Task<IGrainStorage> OpenAsync()
    {
        await CloseAsync();
        _data = DataDirectory.Open(Disk.ForThisMachine(), Path.Combine(_folder.FullName, "data"), "node");
        _silo = await TestSilo.StartAsync(silo => silo.AddFileGrainStorage(_ => _data));
        return _silo.Storage;
    }

    protected internal override async Task<IGrainStorage> OpenUnreachableAsync()
    {
        IGrainStorage storage = await OpenAsync();
        Directory.Delete(_data!.StateDirectory, recursive: true);
        return storage;
    }

    private async Task CloseAsync()
    {
        if (_silo is not null)
        {
            await _silo.DisposeAsync();
            _data!.Dispose();
        }
    }
}

using System.Collections.Immutable;
using Vectorizer.Server.CrashTests.Files;
using Vectorizer.Server.CrashTests.Http;
using Vectorizer.Server.CrashTests.Model;
using Vectorizer.Server.CrashTests.Rounds;

namespace Vectorizer.Server.CrashTests.Faults;

/// <summary>A dropped collection comes back: its files, and a catalog that does not know of the drop.</summary>
/// <param name="dataDirectory">The data of the server.</param>
/// <param name="kept">A directory for copies of both.</param>
/// <remarks>
/// For one connection. After the drop nothing more is sent, so that the collection is all by which the old catalog differs.
/// </remarks>
internal sealed class CollectionBack(string dataDirectory, string kept) : PlantedFault
{
    private CollectionModel? _dropped;
    private string? _id;

    /// <summary>Drops the first collection that has points.</summary>
    public override Operation Choose(Operation operation)
        => operation.Collection is { IsShared: false, Exists: true, Count: > 0 } ? new DropCollection(operation.Collection) : operation;

    public override Task<Answer> SendAsync(Operation operation, Api api)
    {
        if (_dropped is not null)
        {
            throw new NoAnswerException("It was not sent.", new IOException("cut on purpose"));
        }

        if (operation is DropCollection { Collection: { Exists: true, Count: > 0 } collection })
        {
            _dropped = collection;
            _id = collection.Id;
            Copy(LogFile.CatalogDirectory(dataDirectory), Path.Combine(kept, "catalog"));
            Copy(FilesOf(_id), Path.Combine(kept, _id));
        }

        return operation.SendAsync(api);
    }

    public override void Damage(string dataDirectory, ImmutableArray<Connection> connections)
    {
        if (_dropped is { Exists: false })
        {
            Copy(Path.Combine(kept, "catalog"), LogFile.CatalogDirectory(dataDirectory));
            Copy(Path.Combine(kept, _id!), FilesOf(_id!));
        }

        // Otherwise the kill came before the answer: another drop must do.
        _dropped = null;
    }

    private string FilesOf(string id) => Path.Combine(LogFile.SegmentDirectories(dataDirectory), id);

    private static void Copy(string from, string to)
    {
        if (Directory.Exists(to))
        {
            Directory.Delete(to, recursive: true);
        }

        Directory.CreateDirectory(to);
        foreach (string directory in Directory.GetDirectories(from))
        {
            Copy(directory, Path.Combine(to, Path.GetFileName(directory)));
        }

        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}

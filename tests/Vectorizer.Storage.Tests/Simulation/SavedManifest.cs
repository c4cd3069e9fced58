using System.Buffers.Binary;
using System.Collections.Immutable;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>Which snapshots of a segment count, the newest first: a record of state, replaced as a whole.</summary>
internal static class SavedManifest
{
    private const int EntrySize = 32;

    public static ImmutableArray<SnapshotSummary> Read(DataDirectory data, long collection)
    {
        string path = PathOf(data, collection);
        if (data.Disk.TryList(data.StateDirectory) is not { } entries || entries.All(entry => entry.Name != Path.GetFileName(path)))
        {
            return [];
        }

        using IDiskFile file = data.Disk.Open(path, DiskAccess.Read);
        byte[] bytes = new byte[file.Length];
        file.Read(0, bytes);
        ReadOnlySpan<byte> state = StateFileFormat.Read(bytes, path).State.Span;
        ImmutableArray<SnapshotSummary>.Builder snapshots = ImmutableArray.CreateBuilder<SnapshotSummary>();
        for (; !state.IsEmpty; state = state[EntrySize..])
        {
            snapshots.Add(new SnapshotSummary(
                new SnapshotId(collection, 0, BinaryPrimitives.ReadInt64LittleEndian(state)),
                BinaryPrimitives.ReadInt64LittleEndian(state[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(state[16..]),
                BinaryPrimitives.ReadUInt32LittleEndian(state[24..]),
                BinaryPrimitives.ReadInt32LittleEndian(state[28..])));
        }

        return snapshots.ToImmutable();
    }

    public static void Replace(DataDirectory data, long collection, ImmutableArray<SnapshotSummary> snapshots)
    {
        byte[] state = new byte[snapshots.Length * EntrySize];
        for (int i = 0; i < snapshots.Length; i++)
        {
            Span<byte> entry = state.AsSpan(i * EntrySize);
            BinaryPrimitives.WriteInt64LittleEndian(entry, snapshots[i].Snapshot.Sequence);
            BinaryPrimitives.WriteInt64LittleEndian(entry[8..], snapshots[i].Epoch);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], snapshots[i].Bytes);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[24..], snapshots[i].Checksum);
            BinaryPrimitives.WriteInt32LittleEndian(entry[28..], snapshots[i].Points);
        }

        data.CreateStateDirectory();
        string path = PathOf(data, collection);
        string next = path + ".new";
        if (data.Disk.TryList(data.StateDirectory)!.Any(entry => entry.Name == Path.GetFileName(next)))
        {
            data.Disk.DeleteFile(next);
        }

        using (IDiskFile file = data.Disk.Open(next, DiskAccess.CreateNew))
        {
            file.Write(0, StateFileFormat.Write(Guid.Empty, BitConverter.GetBytes(collection), state));
            file.Sync();
        }

        data.Disk.Rename(next, path);
        data.Disk.SyncDirectory(data.StateDirectory);
    }

    private static string PathOf(DataDirectory data, long collection) => $"{data.StateDirectory}/{collection}.state";
}

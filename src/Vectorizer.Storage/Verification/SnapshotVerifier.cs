using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Storage.Verification;

/// <summary>Checks the snapshots that one segment has on this disk: every block of each. Changes nothing.</summary>
/// <remarks>Which of them count is in the state of the segment's grain, which is not read here.</remarks>
internal sealed class SnapshotVerifier(IDisk disk, long collectionId, int segment, string directory)
{
    /// <summary>Sequences of the sound ones, ascending.</summary>
    public List<long> Sound { get; } = [];

    /// <summary>Whether there is any, sound or not.</summary>
    public bool HasAny { get; private set; }

    public List<LogFault> Verify()
    {
        List<LogFault> faults = [];
        foreach (DiskEntry entry in disk.TryList(directory) ?? [])
        {
            string path = Path.Combine(directory, entry.Name);
            if (entry.Name.EndsWith(DataDirectory.UnfinishedSnapshot, StringComparison.Ordinal))
            {
                faults.Add(new LogFault(path, 0, "an unfinished snapshot; the next start removes it", IsDamage: false));
            }
            else if (!entry.IsDirectory || FileSnapshotStore.SequenceOf(entry.Name) is not { } sequence)
            {
                faults.Add(new LogFault(path, 0, "not a snapshot, and not ours", IsDamage: false));
            }
            else
            {
                HasAny = true;
                int before = faults.Count;
                Check(new SnapshotId(collectionId, segment, sequence), Path.Combine(path, SnapshotWriter.FileName), faults);
                if (faults.Count == before)
                {
                    Sound.Add(sequence);
                }
            }
        }

        return faults;
    }

    private void Check(SnapshotId expected, string file, List<LogFault> faults)
    {
        Try(file, faults, () =>
        {
            using SnapshotReader reader = SnapshotReader.Open(new LocalSnapshotFile(disk.Open(file, DiskAccess.Read)));
            if (reader.Summary.Snapshot != expected)
            {
                faults.Add(new LogFault(file, 8, $"it says that it is {reader.Summary.Snapshot}, its place that it is {expected}", IsDamage: true));
            }

            // All of them: a disk that has lost one sector may have lost more.
            for (int block = 0; block < reader.BlockCount; block++)
            {
                Try(file, faults, () => reader.Check(block));
            }
        });
    }

    private static void Try(string file, List<LogFault> faults, Action check)
    {
        try
        {
            check();
        }
        catch (CorruptDataException exception)
        {
            faults.Add(new LogFault(file, exception.Offset, exception.What, IsDamage: true));
        }
        catch (FormatMismatchException exception)
        {
            faults.Add(new LogFault(file, 0, exception.Message, IsDamage: true));
        }
        catch (DiskException exception)
        {
            faults.Add(new LogFault(file, 0, exception.Message, IsDamage: true));
        }
    }
}

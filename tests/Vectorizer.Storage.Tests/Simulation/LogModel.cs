using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>What one log may and must hold.</summary>
/// <param name="isSame">Whether two records are one.</param>
internal sealed class LogModel<TRecord>(Func<TRecord, TRecord, bool> isSame)
{
    private readonly List<TRecord> _records = [];

    /// <summary>All records in order of their sequences; the last ones may never have been acknowledged.</summary>
    public IReadOnlyList<TRecord> Records => _records;

    /// <summary>Last sequence acknowledged as synced.</summary>
    public long Synced { get; private set; }

    /// <summary>Last sequence acknowledged as handed to the operating system.</summary>
    public long HandedOver { get; private set; }

    /// <summary>A record that was given a sequence, and perhaps told its writer.</summary>
    public void Place(long sequence, TRecord record)
    {
        if (sequence > _records.Count + 1)
        {
            throw new ModelException($"sequence {sequence} was given after {_records.Count}");
        }

        if (sequence <= Math.Max(Synced, HandedOver) && !isSame(_records[(int)sequence - 1], record))
        {
            throw new ModelException($"sequence {sequence} was given twice");
        }

        if (sequence == _records.Count + 1)
        {
            _records.Add(record);
        }
        else
        {
            // The former holder was refused.
            _records[(int)sequence - 1] = record;
        }
    }

    public void Acknowledge(long sequence, LogDurability durability)
    {
        if (durability >= LogDurability.Os)
        {
            HandedOver = Math.Max(HandedOver, sequence);
        }

        if (durability == LogDurability.Fsync)
        {
            Synced = Math.Max(Synced, sequence);
        }
    }

    /// <summary>Records from here on were refused, for sure.</summary>
    public void Refuse(long sequence)
    {
        if (sequence > 0 && sequence <= _records.Count)
        {
            _records.RemoveRange((int)sequence - 1, _records.Count - (int)sequence + 1);
        }
    }

    /// <summary>Compares what a reopened log holds, which from now on is what it must hold.</summary>
    public void Reopened(List<TRecord> found, bool powerWasLost)
    {
        Reopened(found.Count, powerWasLost);
        for (int i = 0; i < found.Count; i++)
        {
            if (!isSame(found[i], _records[i]))
            {
                throw new ModelException($"record {i + 1} is not the one that was written");
            }
        }
    }

    /// <summary>Compares how many records a reopened log holds, which from now on are what it must hold.</summary>
    public void Reopened(int found, bool powerWasLost)
    {
        long least = powerWasLost ? Synced : Math.Max(Synced, HandedOver);
        if (found < least)
        {
            throw new ModelException($"{least} records were acknowledged, {found} are left");
        }

        if (found > _records.Count)
        {
            throw new ModelException($"{found} records are there, {_records.Count} were written");
        }

        _records.RemoveRange(found, _records.Count - found);
        Synced = HandedOver = found;
    }
}

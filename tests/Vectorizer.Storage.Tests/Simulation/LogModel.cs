using Vectorizer.Storage.Log;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>What one log may and must hold.</summary>
internal sealed class LogModel
{
    private readonly List<byte[]> _records = [];

    /// <summary>Last sequence acknowledged as synced.</summary>
    public long Synced { get; private set; }

    /// <summary>Last sequence acknowledged as handed to the operating system.</summary>
    public long HandedOver { get; private set; }

    /// <summary>A record that was given a sequence, and perhaps told its writer.</summary>
    public void Place(long sequence, byte[] payload)
    {
        if (sequence > _records.Count + 1)
        {
            throw new ModelException($"sequence {sequence} was given after {_records.Count}");
        }

        if (sequence <= Math.Max(Synced, HandedOver) && !_records[(int)sequence - 1].AsSpan().SequenceEqual(payload))
        {
            throw new ModelException($"sequence {sequence} was given twice");
        }

        if (sequence == _records.Count + 1)
        {
            _records.Add(payload);
        }
        else
        {
            // The former holder was refused.
            _records[(int)sequence - 1] = payload;
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
    public void Reopened(List<byte[]> found, bool powerWasLost)
    {
        long least = powerWasLost ? Synced : Math.Max(Synced, HandedOver);
        if (found.Count < least)
        {
            throw new ModelException($"{least} records were acknowledged, {found.Count} are left");
        }

        if (found.Count > _records.Count)
        {
            throw new ModelException($"{found.Count} records are there, {_records.Count} were written");
        }

        for (int i = 0; i < found.Count; i++)
        {
            if (!found[i].AsSpan().SequenceEqual(_records[i]))
            {
                throw new ModelException($"record {i + 1} is not the one that was written");
            }
        }

        _records.RemoveRange(found.Count, _records.Count - found.Count);
        Synced = HandedOver = found.Count;
    }
}

using System.Runtime.InteropServices;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Engine.Segments;
using Vectorizer.Grains.Memory;
using Vectorizer.Grains.Storage;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Grains.Segments;

/// <summary>The writes of a segment from their queueing until they are visible or have failed, and what they take meanwhile.</summary>
/// <remarks>
/// That is places in the queue, memory of the node's budget for the index as it will be with all of them, and room in row files.
/// Threads: under the writer's lock, but for <see cref="IndexShape"/>.
/// </remarks>
/// <param name="key">Whose writes.</param>
/// <param name="index">Where they become visible.</param>
/// <param name="storage">The node's disk.</param>
/// <param name="options">How much may be on its way.</param>
internal sealed class PendingWrites(SegmentKey key, LiveIndex index, NodeStorage storage, IndexOptions options)
{
    private static readonly TimeSpan s_shortestRetry = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(30);

    private readonly List<PendingWrite> _writes = [];

    // Of the index with all of them. What the segment claims is this and their own bytes.
    private GrowthPlan _plan = index.Current.Plan();
    private int _indexShape;
    private double _ticksPerPoint;

    /// <summary>The writes, in order.</summary>
    public ReadOnlySpan<PendingWrite> InOrder => CollectionsMarshal.AsSpan(_writes);

    /// <summary>Their points.</summary>
    public long Points { get; private set; }

    /// <summary>Bytes of their points, about.</summary>
    public long Bytes { get; private set; }

    /// <summary>Another one as soon as the index takes other memory for the same write. Threads: any.</summary>
    public int IndexShape => Volatile.Read(ref _indexShape);

    /// <summary>Refuses a write that the queue has no place for.</summary>
    /// <exception cref="VectorizerException"><c>overloaded</c>.</exception>
    public void RequirePlace(PendingWrite write)
    {
        // A write that is larger than the limits is taken when nothing else waits: it could not ever be otherwise.
        if (Points > 0 && (Points + write.Points > options.MaxPendingPoints || Bytes + write.Bytes > options.MaxPendingBytes))
        {
            throw Overloaded();
        }
    }

    /// <summary>Finds the memory for a write, and room for rows that are kept on the disk, or refuses it and has changed nothing.</summary>
    /// <param name="write">Deletes are always taken: they make no index larger.</param>
    /// <param name="shape"><see cref="IndexShape"/> before its growth was looked at.</param>
    /// <exception cref="VectorizerException"><c>insufficient_memory</c> or <c>insufficient_storage</c>.</exception>
    public void Claim(PendingWrite write, int shape)
    {
        if (shape != _indexShape)
        {
            write.Growth = index.Current.GrowthOf(write.Mutations.Span);
        }

        ClaimMemory(write);
        ClaimRows(write);
    }

    /// <summary>Gives back what was claimed for a write that is not queued.</summary>
    public void GiveBack(PendingWrite write)
    {
        _plan.Remove(write.Growth);
        ClaimPlanned();
    }

    /// <summary>Queues a write that has what it needs.</summary>
    public void Add(PendingWrite write)
    {
        _writes.Add(write);
        Points += write.Points;
        Bytes += write.Bytes;
    }

    /// <summary>Lets go of writes that are visible or have failed.</summary>
    /// <param name="writes">Queued before.</param>
    /// <param name="duration">How long it took to apply them; null if they never were.</param>
    public void Remove(ReadOnlySpan<PendingWrite> writes, TimeSpan? duration)
    {
        long points = 0;
        SegmentGrowth growth = default;
        foreach (PendingWrite write in writes)
        {
            write.End();
            points += write.Points;
            Bytes -= write.Bytes;
            growth += write.Growth;
        }

        if (duration is { } time)
        {
            _plan.Applied(growth);

            // A slowly moving average tells a refused caller how long the queue takes.
            _ticksPerPoint += ((time.Ticks / (double)points) - _ticksPerPoint) / 8;
        }
        else
        {
            _plan.Remove(growth);
        }

        ClaimPlanned();
        _writes.RemoveAll(static write => write.IsDone);
        Points -= points;
    }

    /// <summary>Plans anew after the index has taken or given back memory by itself.</summary>
    public void Refresh()
    {
        _plan.Refresh();
        ClaimPlanned();
    }

    /// <summary>Plans anew for the present index, after it has come to take other memory for what is on its way.</summary>
    public void PlanAnew()
    {
        _plan = PlanFor(index.Current);
        ClaimPlanned();
    }

    /// <summary>Puts another index in place of the present one, with what is on its way.</summary>
    /// <param name="next">Owned from here on, also if it is refused.</param>
    /// <param name="account">To which it reports.</param>
    /// <param name="rows">Its row files.</param>
    /// <exception cref="RowFileException">There is no room for rows of writes that are on their way; nothing has changed.</exception>
    public void Replace(SegmentIndex next, MemoryAccount account, IndexRows rows)
    {
        GrowthPlan plan = PlanFor(next);
        try
        {
            rows.EnsureCapacity(plan.Points);
        }
        catch
        {
            next.Dispose();
            throw;
        }

        _plan = plan;
        index.Replace(next, account, rows);
        account.Claim(plan.Bytes + Bytes);
    }

    private GrowthPlan PlanFor(SegmentIndex next)
    {
        Volatile.Write(ref _indexShape, _indexShape + 1);
        GrowthPlan plan = next.Plan();
        foreach (PendingWrite write in _writes)
        {
            write.Growth = next.GrowthOf(write.Mutations.Span);
            plan.Add(write.Growth);
        }

        return plan;
    }

    private void ClaimPlanned() => index.Account.Claim(_plan.Bytes + Bytes);

    private void ClaimMemory(PendingWrite write)
    {
        _plan.Add(write.Growth);
        long claim = _plan.Bytes + Bytes + write.Bytes;
        if (write.Growth.Points == 0)
        {
            index.Account.Claim(claim);
        }
        else if (!index.Account.TryClaim(claim))
        {
            _plan.Remove(write.Growth);
            throw MemoryRefusals.NoRoom(index.Account.Budget);
        }
    }

    private void ClaimRows(PendingWrite write)
    {
        if (write.Growth.Points == 0)
        {
            return;
        }

        try
        {
            index.Rows.EnsureCapacity(_plan.Points);
        }
        catch (RowFileException e)
        {
            GiveBack(write);
            throw DiskRefusals.NoRows(storage, e);
        }
    }

    private VectorizerException Overloaded()
    {
        double ticks = Math.Clamp(_ticksPerPoint * Points, s_shortestRetry.Ticks, s_longestRetry.Ticks);
        return new VectorizerException(
            VectorizerError.Overloaded,
            $"Segment {key} has {Points} points ({Bytes} bytes) to store; it takes {options.MaxPendingPoints} "
            + $"({options.MaxPendingBytes} bytes) at most. Try again later.")
        {
            RetryAfter = TimeSpan.FromTicks((long)ticks),
        };
    }
}

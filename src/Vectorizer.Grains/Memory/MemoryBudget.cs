using Microsoft.Extensions.Options;

namespace Vectorizer.Grains.Memory;

/// <summary>Counts the memory that the segments of a silo take and will take, so that together they stay below a limit.</summary>
/// <remarks>
/// Memory is found before a write is logged, since a logged write must always apply. What is there already is counted and
/// never refused: a silo whose data has outgrown the limit starts, serves reads and deletes, and takes no points.
/// Threads: any, without a lock.
/// </remarks>
public sealed class MemoryBudget
{
    // Used and reserved together.
    private long _taken;
    private long _used;

    /// <summary>The budget of a silo.</summary>
    public MemoryBudget(IOptions<MemoryOptions> options)
        : this(options.Value.PoolBytes)
    {
    }

    internal MemoryBudget(long limitBytes) => LimitBytes = limitBytes;

    /// <summary>The most bytes that may be used and reserved together.</summary>
    public long LimitBytes { get; }

    /// <summary>Bytes that are in use.</summary>
    public long UsedBytes => Interlocked.Read(ref _used);

    /// <summary>Bytes that writes on their way will use.</summary>
    public long ReservedBytes => Math.Max(0, TakenBytes - UsedBytes);

    /// <summary>Both together.</summary>
    internal long TakenBytes => Interlocked.Read(ref _taken);

    /// <summary>Whether more is taken than may be.</summary>
    internal bool IsExceeded => TakenBytes > LimitBytes;

    /// <summary>An account for something that takes memory, a segment's index above all. Close it when the memory is free.</summary>
    public MemoryAccount Open() => new(this);

    /// <summary>Takes bytes if they are there.</summary>
    internal bool TryTake(long bytes)
    {
        long taken = Interlocked.Read(ref _taken);
        while (taken + bytes <= LimitBytes)
        {
            long before = Interlocked.CompareExchange(ref _taken, taken + bytes, taken);
            if (before == taken)
            {
                return true;
            }

            taken = before;
        }

        return false;
    }

    /// <summary>Takes bytes whether they are there or not, or gives them back when negative.</summary>
    internal void Take(long bytes) => Interlocked.Add(ref _taken, bytes);

    /// <summary>Counts bytes as in use, or not any more when negative.</summary>
    internal void Use(long bytes) => Interlocked.Add(ref _used, bytes);
}

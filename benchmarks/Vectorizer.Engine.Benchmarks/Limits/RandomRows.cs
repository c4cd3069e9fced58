using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vectorizer.Engine.Memory;

namespace Vectorizer.Engine.Benchmarks.Limits;

/// <summary>
/// How many rows a second this machine reads when they lie anywhere in memory, their numbers are known beforehand, and
/// nothing is done with them: what no walk over a graph can exceed.
/// </summary>
/// <remarks>Owns the memory of the rows. Each row is read once from end to end, with an addition for each 32 bytes.</remarks>
internal sealed unsafe class RandomRows : IDisposable
{
    private const int Picks = 1 << 20;
    private const int Seed = 1;
    private const int CacheLineBytes = 64;
    private const int Trials = 4;
    private const int RowsBetweenLooks = 1 << 10;

    private static readonly int[] s_distances = [0, 1, 2, 4, 8, 16, 32];
    private static readonly TimeSpan s_trial = TimeSpan.FromMilliseconds(20);

    private readonly RowLayout _layout;
    private readonly nuint _bytes;
    private readonly byte* _rows;
    private readonly int[] _picked = new int[Picks + s_distances[^1]];

    // What is read is added up here, so that no compiler leaves the reading out.
    private long _sum;

    public RandomRows(RowLayout layout, int count, bool hugePages)
    {
        _layout = layout;
        _bytes = (nuint)layout.StrideBytes * (nuint)count;
        _rows = NativePages.Allocate(_bytes, hugePages);

        // Written, since pages that were never written are all the same page of zeros.
        for (nuint i = 0; i < _bytes; i += CacheLineBytes)
        {
            _rows[i] = (byte)i;
        }

        Random random = new(Seed);
        for (int i = 0; i < _picked.Length; i++)
        {
            _picked[i] = random.Next(count);
        }
    }

    /// <summary>Tries how many rows ahead are best asked for, on one thread: the best of several trials, which others disturb.</summary>
    public int FindBestPrefetch()
    {
        double[] best = new double[s_distances.Length];
        for (int trial = 0; trial < Trials; trial++)
        {
            for (int i = 0; i < best.Length; i++)
            {
                best[i] = Math.Max(best[i], Measure(s_distances[i], threads: 1, s_trial));
            }
        }

        return s_distances[Array.IndexOf(best, best.Max())];
    }

    /// <summary>Rows a second of all threads together.</summary>
    /// <param name="prefetch">How many rows ahead are asked for; 0 for none.</param>
    /// <param name="threads">Threads that read at once.</param>
    /// <param name="duration">How long, at least.</param>
    public double Measure(int prefetch, int threads, TimeSpan duration)
    {
        double[] rates = new double[threads];
        using Barrier start = new(threads);
        Thread[] readers = [.. Enumerable.Range(0, threads).Select(thread => new Thread(() =>
        {
            start.SignalAndWait();
            rates[thread] = Read(prefetch, first: thread * (Picks / threads), duration);
        }))];
        Array.ForEach(readers, reader => reader.Start());
        Array.ForEach(readers, reader => reader.Join());
        return rates.Sum();
    }

    public void Dispose() => NativePages.Free(_rows, _bytes);

    private double Read(int prefetch, int first, TimeSpan duration)
    {
        long read = 0;
        long sum = 0;
        var watch = Stopwatch.StartNew();
        int next = first;
        do
        {
            sum += ReadSome(next, prefetch);
            read += RowsBetweenLooks;
            next = (next + RowsBetweenLooks) & (Picks - 1);
        }
        while (watch.Elapsed < duration);

        double rate = read / watch.Elapsed.TotalSeconds;
        Interlocked.Add(ref _sum, sum);
        return rate;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long ReadSome(int next, int prefetch)
    {
        int rowBytes = _layout.RowBytes;
        long stride = _layout.StrideBytes;
        Vector256<long> sum = default;
        for (int i = next; i < next + RowsBetweenLooks; i++)
        {
            if (prefetch > 0 && Sse.IsSupported)
            {
                byte* ahead = _rows + (_picked[i + prefetch] * stride);
                for (int offset = 0; offset < rowBytes; offset += CacheLineBytes)
                {
                    Sse.Prefetch0(ahead + offset);
                }
            }

            byte* row = _rows + (_picked[i] * stride);
            int position = 0;
            for (; position + Vector256<byte>.Count <= rowBytes; position += Vector256<byte>.Count)
            {
                sum += Vector256.Load((long*)(row + position));
            }

            for (; position < rowBytes; position += sizeof(int))
            {
                sum += Vector256.CreateScalar((long)*(int*)(row + position));
            }
        }

        return Vector256.Sum(sum);
    }
}

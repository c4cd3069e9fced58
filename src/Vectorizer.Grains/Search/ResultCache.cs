using System.Diagnostics.Metrics;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Search;

namespace Vectorizer.Grains.Search;

/// <summary>Answers of a silo's searches, kept for those who ask the same again; docs/design/result-cache.md.</summary>
/// <remarks>
/// Bounded in bytes over all segments. What goes when it is full is decided by SIEVE (Zhang et al., NSDI 2024): a hand moves
/// from the oldest answer to the newest and takes the first that was not asked for since it last came by. An answer is kept
/// only when its query comes a second time (the doorkeeper of TinyLFU, Einziger et al. 2017), so queries that never come
/// again cost a look into two tables.
/// <para>
/// Threads: any. A look-up takes no lock and allocates nothing unless it finds something. Keeping an answer takes the lock if
/// nobody has it, and is left out if somebody has: a searcher never waits here.
/// </para>
/// </remarks>
public sealed class ResultCache
{
    // An answer that is larger would push out many.
    private const int SmallestShare = 16;
    private const int DoorkeeperSlots = 1 << 14;

    private readonly long _maxBytes;
    private readonly CacheInstruments _instruments;

    // Secret, so that nobody can make queries whose hashes meet.
    private readonly long _seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    // Hashes of queries that came, each in the slot that its last bits name. Raced over on purpose: a lost one comes again.
    private readonly ulong[] _doorkeeper = new ulong[DoorkeeperSlots];

    private readonly Lock _gate = new();
    private CachedResult? _newest;
    private CachedResult? _oldest;
    private CachedResult? _hand;
    private long _bytes;
    private long _count;

    /// <summary>The cache of a silo.</summary>
    public ResultCache(IOptions<CachingOptions> options, IMeterFactory? meters = null)
    {
        IsEnabled = options.Value.Enabled;
        _maxBytes = options.Value.MaxBytes;
        _instruments = new CacheInstruments(meters, () => Bytes, () => Count);
    }

    /// <summary>Whether anything is kept.</summary>
    public bool IsEnabled { get; }

    /// <summary>Bytes of the answers kept, about.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Answers kept.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>A cache that keeps nothing.</summary>
    internal static ResultCache None { get; } = new(Options.Create(new CachingOptions { Enabled = false }));

    /// <summary>Hash of what decides the answer to a request of one query.</summary>
    /// <param name="request">The request.</param>
    /// <param name="ef">Candidates weighed for it.</param>
    internal ulong HashOf(SearchRequest request, int ef)
    {
        long shape = ((long)request.Field << 48) ^ ((long)request.Limit << 32) ^ ((long)ef << 8)
            ^ ((long)request.Parts << 1) ^ (request.Exact ? 1 : 0)
            ^ (request.Filter?.GetHashCode() ?? 0)
            ^ ((long)(request.Positives + 1 ?? 0) << 40);
        return XxHash3.HashToUInt64(MemoryMarshal.AsBytes(request.Queries.Values.Span), _seed ^ shape);
    }

    /// <summary>The answer to a request, if it is kept.</summary>
    internal SearchResponse? Find(ResultGeneration generation, ulong hash, SearchRequest request, int ef)
    {
        if (generation.Find(hash) is { } result && result.Answers(request, ef))
        {
            // Not written again where it is set: others read it.
            if (!Volatile.Read(ref result.IsVisited))
            {
                Volatile.Write(ref result.IsVisited, true);
            }

            _instruments.Hit();
            return result.Response;
        }

        _instruments.Missed();
        return null;
    }

    /// <summary>Keeps an answer, if its query came before and the segment still shows what it was computed from.</summary>
    internal void Offer(
        SegmentResults segment, ResultGeneration generation, ulong hash, SearchRequest request, int ef, SearchResponse response)
    {
        // An answer without the parts that were asked for would be short for the next one as well, but with parts fetched anew.
        if (response.Sequence != generation.Sequence || response.Hits[0].Parts != request.Parts || !CameBefore(segment, hash))
        {
            return;
        }

        CachedResult result = new(generation, hash, request, ef, response);
        if (result.Bytes > _maxBytes / SmallestShare || !_gate.TryEnter())
        {
            return;
        }

        try
        {
            if (!generation.IsClosed && generation.TryAdd(result))
            {
                Link(result);
                while (_bytes > _maxBytes)
                {
                    Evict();
                }
            }
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Frees the answers of a generation, and lets it have no more.</summary>
    internal void Close(ResultGeneration? generation)
    {
        if (generation is null)
        {
            return;
        }

        lock (_gate)
        {
            generation.IsClosed = true;
            foreach (CachedResult result in generation.Results)
            {
                Unlink(result);
            }
        }
    }

    private bool CameBefore(SegmentResults segment, ulong hash)
    {
        // The same query comes to every segment of its collection.
        ulong mixed = hash ^ ((ulong)(uint)segment.GetHashCode() * 0x9E37_79B9_7F4A_7C15);
        ref ulong slot = ref _doorkeeper[mixed % DoorkeeperSlots];
        if (slot == mixed)
        {
            return true;
        }

        slot = mixed;
        return false;
    }

    private void Link(CachedResult result)
    {
        result.Older = _newest;
        if (_newest is not null)
        {
            _newest.Newer = result;
        }

        _newest = result;
        _oldest ??= result;
        Interlocked.Add(ref _bytes, result.Bytes);
        Interlocked.Increment(ref _count);
    }

    private void Unlink(CachedResult result)
    {
        if (_hand == result)
        {
            _hand = result.Newer;
        }

        if (result.Newer is null)
        {
            _newest = result.Older;
        }
        else
        {
            result.Newer.Older = result.Older;
        }

        if (result.Older is null)
        {
            _oldest = result.Newer;
        }
        else
        {
            result.Older.Newer = result.Newer;
        }

        result.Newer = result.Older = null;
        Interlocked.Add(ref _bytes, -result.Bytes);
        Interlocked.Decrement(ref _count);
    }

    private void Evict()
    {
        CachedResult victim = _hand ?? _oldest!;
        while (victim.IsVisited)
        {
            victim.IsVisited = false;
            victim = victim.Newer ?? _oldest!;
        }

        _hand = victim.Newer;
        Unlink(victim);
        victim.Generation.Remove(victim);
        _instruments.Evicted();
    }
}

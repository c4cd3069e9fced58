using Microsoft.Extensions.Options;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Grains.Search;
using Vectorizer.Grains.Tests.Clusters;

namespace Vectorizer.Grains.Tests.Search;

/// <summary>What the cache keeps, for how long, and what it gives back.</summary>
public sealed class ResultCacheTests
{
    private const long MaxBytes = 1024 * 1024;
    private const int Ef = 100;

    private readonly ResultCache _cache = new(Options.Create(new CachingOptions { MaxBytes = MaxBytes }));
    private readonly SegmentResults _segment;

    public ResultCacheTests() => _segment = new SegmentResults(_cache);

    [Fact]
    public void An_answer_is_kept_when_its_query_comes_again_and_not_at_its_first_coming()
    {
        SearchRequest request = Request(1);
        Assert.Null(Ask(request, sequence: 5));
        Assert.Equal(0, _cache.Count);
        SearchResponse second = Answer(5);
        Assert.Null(Ask(request, 5, second));
        Assert.Equal(1, _cache.Count);

        Assert.Same(second, Ask(Request(1) with { Timeout = TimeSpan.FromSeconds(9) }, 5));
    }

    [Fact]
    public void A_request_that_differs_in_anything_but_the_time_allowed_is_another_one()
    {
        Keep(Request(1), 5);
        SearchRequest[] others =
        [
            Request(2),
            Request(1) with { Field = 1 },
            Request(1) with { Limit = 11 },
            Request(1) with { Exact = true },
            Request(1) with { Parts = PointParts.None },
            Request(1) with { Queries = new VectorBlock([1, 2, 3, 4]) },
            Request(1) with { Filter = new Filter(Must: [new IsNullCondition("a")]) },
        ];
        Assert.All(others, other => Assert.Null(Ask(other, 5)));

        ResultGeneration generation = _segment.Current(5);
        Assert.Null(_segment.Find(generation, _segment.HashOf(Request(1), Ef + 1), Request(1), Ef + 1));

        // Even under the same hash.
        Assert.All(others, other => Assert.Null(_segment.Find(generation, _segment.HashOf(Request(1), Ef), other, Ef)));
        Assert.NotNull(_segment.Find(generation, _segment.HashOf(Request(1), Ef), Request(1) with { Ef = Ef }, Ef));
    }

    [Fact]
    public void A_filter_that_is_written_alike_is_the_same_and_another_is_not()
    {
        Keep(Request(1) with { Filter = Filter("x") }, 5);

        Assert.NotNull(Ask(Request(1) with { Filter = Filter("x") }, 5));
        Assert.Null(Ask(Request(1) with { Filter = Filter("y") }, 5));
        Assert.Null(Ask(Request(1), 5));

        static Filter Filter(string value) => new(Must: [new GroupCondition(new Filter(Should: [new MatchAnyCondition("a", [value])]))]);
    }

    [Fact]
    public void A_later_sequence_makes_every_earlier_answer_unreachable_and_frees_it()
    {
        Keep(Request(1), 5);
        Keep(Request(2), 5);
        Assert.Equal(2, _cache.Count);
        _segment.Current(6);
        Assert.Equal((0, 0), (_cache.Count, _cache.Bytes));
        Assert.Null(Ask(Request(1), 6));
    }

    [Fact]
    public void Clearing_frees_every_answer_of_the_segment_and_none_of_another()
    {
        SegmentResults other = new(_cache);
        Keep(Request(1), 5);
        long bytes = _cache.Bytes;
        Keep(Request(1), 5, other);
        _segment.Clear();
        Assert.Equal((1, bytes), (_cache.Count, _cache.Bytes));
        Assert.NotNull(other.Find(other.Current(5), _segment.HashOf(Request(1), Ef), Request(1), Ef));
        Assert.Null(Ask(Request(1), 5));
    }

    [Fact]
    public void An_answer_computed_before_the_segment_was_cleared_is_not_kept_after_it()
    {
        ulong hash = _segment.HashOf(Request(1), Ef);
        ResultGeneration begun = _segment.Current(5);
        _segment.Offer(begun, hash, Request(1), Ef, Answer(5));
        _segment.Clear();
        _segment.Offer(begun, hash, Request(1), Ef, Answer(5));
        Assert.Equal(0, _cache.Count);

        // Nor one that shows more than was visible when it began.
        _segment.Offer(_segment.Current(5), hash, Request(1), Ef, Answer(6));
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void An_answer_without_the_parts_that_were_asked_for_is_not_kept()
    {
        SearchResponse partless = new([Answer(5).Hits[0] with { Parts = PointParts.None }], 5);
        Ask(Request(1), 5, partless);
        Ask(Request(1), 5, partless);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void What_is_kept_stays_within_its_bytes_and_those_asked_for_stay_longest()
    {
        Keep(Request(0), 5);
        long each = _cache.Bytes;
        int most = (int)(MaxBytes / each);
        for (int i = 1; i < 3 * most; i++)
        {
            Assert.NotNull(Ask(Request(0), 5));
            Keep(Request(i), 5);
            Assert.InRange(_cache.Bytes, 1, MaxBytes);
        }

        Assert.Equal(most, _cache.Count);
        Assert.NotNull(Ask(Request(0), 5));
        Assert.Null(Ask(Request(1), 5));
    }

    [Fact]
    public void One_answer_takes_no_more_than_a_share()
    {
        SearchRequest large = Request(1) with { Queries = new VectorBlock(new float[MaxBytes / 16 / sizeof(float)]) };
        Ask(large, 5);
        Ask(large, 5);
        Assert.Equal(0, _cache.Count);
    }

    [Fact]
    public void Threads_that_keep_find_and_clear_at_once_leave_nothing_behind()
    {
        Parallel.For(0, 8, thread =>
        {
            Random random = new(thread);
            for (int i = 0; i < 20_000; i++)
            {
                int sequence = random.Next(1, 4);
                SearchRequest request = Request(random.Next(50));
                SearchResponse? found = Ask(request, sequence);
                Assert.True(found is null || found.Sequence == sequence);
                if (random.Next(500) == 0)
                {
                    _segment.Clear();
                }
            }
        });
        _segment.Clear();
        Assert.Equal((0, 0), (_cache.Count, _cache.Bytes));
    }

    private static SearchRequest Request(int number)
        => new(0, new VectorBlock([number, 2, 3]), 10, null, false, PointParts.Payload, TimeSpan.FromSeconds(1));

    private static SearchResponse Answer(long sequence)
        => new([new SearchHits(Points.OnALine(10, payload: "{}"), new VectorBlock(new float[10]), PointParts.Payload)], sequence);

    private void Keep(SearchRequest request, long sequence, SegmentResults? segment = null)
    {
        segment ??= _segment;
        ulong hash = segment.HashOf(request, Ef);
        segment.Offer(segment.Current(sequence), hash, request, Ef, Answer(sequence));
        segment.Offer(segment.Current(sequence), hash, request, Ef, Answer(sequence));
    }

    /// <summary>As a segment does: what is kept, or null, and then the answer is offered.</summary>
    private SearchResponse? Ask(SearchRequest request, long sequence, SearchResponse? answer = null)
    {
        ulong hash = _segment.HashOf(request, Ef);
        ResultGeneration generation = _segment.Current(sequence);
        SearchResponse? found = _segment.Find(generation, hash, request, Ef);
        if (found is null)
        {
            _segment.Offer(generation, hash, request, Ef, answer ?? Answer(sequence));
        }

        return found;
    }
}

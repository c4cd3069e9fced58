using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Filters;
using Vectorizer.Abstractions.Listing;
using Vectorizer.Abstractions.Payloads;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Search;
using Vectorizer.Abstractions.Segments;

namespace Vectorizer.Abstractions.Tests.Serialization;

/// <summary>One message of every kind, with no part left at its default.</summary>
internal static class MessageSamples
{
    public static readonly CollectionDefinition Definition = new(
        "words",
        [
            new VectorField("", 3, DistanceMetric.Manhattan, new HnswConfig(8, 64, 32)),
            new VectorField("title", 2, DistanceMetric.Dot, new HnswConfig(4, 16, 8), new QuantizationConfig(QuantizationType.Binary, OnDisk: true)),
        ],
        3,
        Durability.Os)
    {
        Compression = new CompressionConfig(Enabled: false, ThresholdBytes: 77),
        DeletionProtection = true,
        PayloadIndexes = [new PayloadIndexDefinition("a.b[]", PayloadIndexType.Datetime)],
    };

    public static readonly PointBatch Points = new PointBatchBuilder()
        .Add("ä"u8, 1, [1, 2, 3], default, sequence: 7)
        .Add("b"u8, 3, [4, 5, 6, 7, 8], """{"n":1}"""u8, sequence: 9)
        .Build();

    private static readonly DateTimeOffset s_time = new(2025, 3, 4, 5, 6, 7, TimeSpan.FromHours(2));

    private static readonly SearchExplanation s_explanation = new(
        SearchStrategy.MatchWalk, 1, 2, 3, 4, 5, ["a"], ["b", "c"], TimeSpan.FromMicroseconds(6), TimeSpan.FromMicroseconds(7));

    private static readonly GeoRing s_ring = new([new(1, 2), new(3, 4), new(5, 0)]);

    private static readonly OrderValue s_value = new(OrderValueKind.Text, 3, "text"u8.ToArray());

    private static readonly Condition[] s_conditions =
    [
        new GroupCondition(new Filter(Must: [new IsNullCondition("a")], Should: [], MustNot: [], MinShould: new MinShould([], 1))),
        new NestedCondition("a[]", new Filter([], [], [new IsEmptyCondition("b")], new MinShould([], 2))),
        new MatchAnyCondition("a", ["x", 7, true]),
        new MatchExceptCondition("a", [false, -7, "y"]),
        new MatchTextCondition("a", "fox"),
        new NumberRangeCondition("a", 1, 2.5, -3, 1e300),
        new DatetimeRangeCondition("a", s_time, s_time.AddDays(1), s_time.AddDays(2), s_time.AddDays(3)),
        new ValuesCountCondition("a", 1, 2, 3, 4),
        new GeoBoxCondition("a", new GeoPoint(1, 2), new GeoPoint(3, 4)),
        new GeoRadiusCondition("a", new GeoPoint(1, 2), 3.5),
        new GeoPolygonCondition("a", s_ring, [s_ring]),
        new IsEmptyCondition("a"),
        new IsNullCondition("a"),
        new HasIdCondition(["a", "ä"]),
        new HasVectorCondition("title"),
    ];

    public static readonly Filter Filter = new([.. s_conditions], [s_conditions[2]], [s_conditions[3]], new MinShould([.. s_conditions], 2));

    public static IEnumerable<object> All =>
    [
        Definition,
        new CollectionRecord(77, Definition, SlotMap.Even(3), 4, new DateTimeOffset(2025, 3, 4, 5, 6, 7, TimeSpan.Zero)),
        new CollectionChange(
            "title", 99, Durability.Memory, new QuantizationChange(new QuantizationConfig(QuantizationType.Scalar, OnDisk: true)), true),
        new CollectionAlias("live", "words"),
        new CreateAlias("live", "words"),
        new DeleteAlias("live"),
        new RenameAlias("next", "live"),
        new QuantizationChange(new QuantizationConfig(QuantizationType.Binary)),
        new QuantizationConfig(QuantizationType.Scalar, OnDisk: true),
        Definition.Fields[1],
        Definition.Fields[1].Hnsw,
        Definition.Compression,
        SlotMap.Even(256),
        Points.Ids,
        Points.Values,
        Points,
        new PointSlice(Points, 5),
        new PointPage(Points, true),
        new SearchRequest(1, new VectorBlock([1, 2]), 7, 40, true, PointParts.Payload | PointParts.Vectors, TimeSpan.FromSeconds(3), Filter, Explain: true, Positives: 1),
        .. s_conditions,
        Filter,
        new MinShould([.. s_conditions], 2),
        s_ring,
        new GeoPoint(1.5, -2.5),
        (FilterValue)"x",
        (FilterNumber)2.5,
        new SetPayload("""{"a":1}"""u8.ToArray(), "b.c", 77),
        new OverwritePayload("""{"a":2}"""u8.ToArray()),
        new DeletePayloadKeys(["a", "b[].c"]),
        new ClearPayload(),
        s_value,
        new OrderBy("a.b", IsDescending: true, s_value),
        new ScrollRequest(
            Filter, 7, PointParts.Payload, TimeSpan.FromSeconds(3), Points.Ids, new OrderBy("a"), new OrderValue(OrderValueKind.Datetime, 99)),
        new ScrollPage(Points, More: true, [s_value, new OrderValue(OrderValueKind.Number, 2.5)]),
        new PointCount(7, IsExact: true),
        new FacetRequest("a", Filter, 9, TimeSpan.FromSeconds(3)),
        new FacetCount("x", 7),
        new FacetCounts([new FacetCount(true, 3)], IsComplete: true, IsExact: true),
        s_explanation,
        new SearchHits(Points, new VectorBlock([0.5f, 3]), PointParts.Vectors) { Explanations = [s_explanation] },
        new SearchResponse([new SearchHits(Points, new VectorBlock([0.5f, 3]), PointParts.Vectors)], 12),
        new ReadOptions(TimeSpan.FromSeconds(4)),
        new WriteOptions(TimeSpan.FromSeconds(5), Durability.Os, "key", [3, 0, WriteOptions.AnySequence]),
        new WriteResult(2, 17, Durability.Fsync, 9, true),
        new SegmentMemory(1, 2, 3, 4, 5, 6, 7, 8, 9),
        new RequantizingStatus(0.5, "because"),
        Definition.PayloadIndexes[0],
        new PayloadIndexStatus(Definition.PayloadIndexes[0], true, 0.75, 11, 12, 13, "because"),
        new SegmentStatus(
            1,
            "node-a",
            SegmentState.Recovering,
            "because",
            5,
            6,
            7,
            new SegmentMemory(1, 2, 3, 4, 5, 6),
            0.25,
            11,
            Requantizing: new RequantizingStatus(0.5, "because"),
            PayloadIndexes: [new PayloadIndexStatus(Definition.PayloadIndexes[0], true, 0.75, 11, 12, 13, "because")]),
        new SnapshotStatus(7, DateTimeOffset.UnixEpoch, 1024, 2, 1, true, "because"),
        new VectorizerException(VectorizerError.Overloaded, "full")
        {
            Argument = "points[3].id",
            RetryAfter = TimeSpan.FromSeconds(2),
        },
    ];

    public static object Of(Type type) => All.Single(message => message.GetType() == type);
}

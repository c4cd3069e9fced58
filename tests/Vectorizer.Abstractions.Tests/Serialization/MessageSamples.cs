using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
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
    };

    public static readonly PointBatch Points = new PointBatchBuilder()
        .Add("ä"u8, 1, [1, 2, 3], default, sequence: 7)
        .Add("b"u8, 3, [4, 5, 6, 7, 8], """{"n":1}"""u8, sequence: 9)
        .Build();

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
        new SearchRequest(1, new VectorBlock([1, 2]), 7, 40, true, PointParts.Payload | PointParts.Vectors, TimeSpan.FromSeconds(3)),
        new SearchHits(Points, new VectorBlock([0.5f, 3]), PointParts.Vectors),
        new SearchResponse([new SearchHits(Points, new VectorBlock([0.5f, 3]), PointParts.Vectors)], 12),
        new ReadOptions(TimeSpan.FromSeconds(4)),
        new WriteOptions(TimeSpan.FromSeconds(5), Durability.Os, "key", [3, 0, WriteOptions.AnySequence]),
        new WriteResult(2, 17, Durability.Fsync, 9, true),
        new SegmentMemory(1, 2, 3, 4, 5, 6, 7, 8),
        new RequantizingStatus(0.5, "because"),
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
            Requantizing: new RequantizingStatus(0.5, "because")),
        new SnapshotStatus(7, DateTimeOffset.UnixEpoch, 1024, 2, 1, true, "because"),
        new VectorizerException(VectorizerError.Overloaded, "full")
        {
            Argument = "points[3].id",
            RetryAfter = TimeSpan.FromSeconds(2),
        },
    ];

    public static object Of(Type type) => All.Single(message => message.GetType() == type);
}

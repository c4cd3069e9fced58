using System.Text;
using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Points;
using Vectorizer.Abstractions.Tests.Serialization;

namespace Vectorizer.Abstractions.Tests.Points;

public sealed class PointRulesTests
{
    private static readonly CollectionDefinition s_definition = MessageSamples.Definition;

    public static TheoryData<string, PointBatch> Faults => new()
    {
        { "points", PointBatch.Empty },
        { "points[1].id", Batch(id: []) },
        { "points[1].id", Batch(id: new byte[257]) },
        { "points[1].id", Batch(id: [0x61, 0x00]) },
        { "points[1].id", Batch(id: [0xC3, 0x28]) },
        { "points[1].id", Batch(id: [0xED, 0xA0, 0x80]) }, // A surrogate is not UTF-8.
        { "points[1].vectors", Batch(fields: 0, values: []) },
        { "points[1].vectors", Batch(fields: 4) }, // The collection has two fields.
        { "points[1].vectors", Batch(fields: 1UL << 63) },
        { "points[1].vector", Batch(values: [1, float.NaN, 3]) },
        { "points[1].vector", Batch(values: [1, 2, float.PositiveInfinity]) },
        { "points[1].vector", Batch(values: [float.NegativeInfinity, 2, 3]) },
        { "points[1].payload", Batch(payload: new byte[(1024 * 1024) + 1]) },
        { "points.vector", Batch(values: [1, 2]) },
        { "points.vector", Batch(values: [1, 2, 3, 4]) },
        { "points.vector", Batch(fields: 3) }, // Both fields, and floats for one.
        { "fields", Batch() with { Fields = [1] } },
        { "fields", Batch() with { Fields = [1, 1, 1] } },
        { "payloads", Batch() with { Payloads = new ByteStrings([1], [0x20]) } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Faults))]
    public void A_fault_is_refused_with_the_argument_named(string argument, PointBatch points)
    {
        VectorizerException e = Assert.Throws<VectorizerException>(() => PointRules.Check(points, s_definition.Fields));

        Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
    }

    [Fact]
    public void The_limits_themselves_are_allowed()
    {
        PointRules.Check(Batch(), s_definition.Fields);
        PointRules.Check(Batch(id: Encoding.UTF8.GetBytes(new string('a', 256))), s_definition.Fields);
        PointRules.Check(Batch(payload: new byte[1024 * 1024]), s_definition.Fields);
        PointRules.Check(Batch(values: [float.MaxValue, float.MinValue, float.Epsilon]), s_definition.Fields);
        PointRules.Check(Batch(fields: 3, values: [1, 2, 3, 4, 5]), s_definition.Fields);
        PointRules.Check(Batch(fields: 2, values: [1, 2]), s_definition.Fields);
    }

    [Fact]
    public void A_point_may_have_all_sixty_four_fields()
    {
        VectorField field = s_definition.Fields[0] with { Dimension = 1 };
        PointBatch points = new PointBatchBuilder().Add("a"u8, ulong.MaxValue, new float[64], default).Build();

        PointRules.Check(points, [.. Enumerable.Range(0, 64).Select(i => field with { Name = $"f{i}" })]);
    }

    [Fact]
    public void Ids_to_delete_or_get_are_checked_as_those_of_points()
    {
        ByteStringsBuilder ids = new();
        Assert.Equal("ids", Assert.Throws<VectorizerException>(() => PointRules.CheckIds(ids.Build())).Argument);

        ids.Add("good"u8);
        PointRules.CheckIds(ids.Build());

        ids.Add(default);
        Assert.Equal("ids[1]", Assert.Throws<VectorizerException>(() => PointRules.CheckIds(ids.Build())).Argument);
    }

    /// <summary>Two points, of which the second has the part that is looked at.</summary>
    private static PointBatch Batch(byte[]? id = null, ulong fields = 1, float[]? values = null, byte[]? payload = null)
        => new PointBatchBuilder()
            .Add("first", [1, 2, 3])
            .Add(id ?? "second"u8, fields, values ?? [1, 2, 3], payload)
            .Build();
}

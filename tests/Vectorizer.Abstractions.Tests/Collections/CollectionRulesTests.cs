using Vectorizer.Abstractions.Collections;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Tests.Serialization;

namespace Vectorizer.Abstractions.Tests.Collections;

public sealed class CollectionRulesTests
{
    private static readonly CollectionDefinition s_valid = MessageSamples.Definition;

    public static TheoryData<string, Func<CollectionDefinition, CollectionDefinition>> Faults => new()
    {
        { "name", valid => valid with { Name = "" } },
        { "name", valid => valid with { Name = null! } },
        { "name", valid => valid with { Name = "../etc" } },
        { "name", valid => valid with { Name = ".hidden" } },
        { "name", valid => valid with { Name = "a\0b" } },
        { "name", valid => valid with { Name = "wörter" } },
        { "name", valid => valid with { Name = new string('a', 256) } },
        { "segments", valid => valid with { Segments = 0 } },
        { "segments", valid => valid with { Segments = 257 } },
        { "fields", valid => valid with { Fields = [] } },
        { "fields", valid => valid with { Fields = default } },
        { "fields", valid => valid with { Fields = [.. Enumerable.Range(0, 65).Select(i => valid.Fields[0] with { Name = $"f{i}" })] } },
        { "fields[1]", valid => valid with { Fields = valid.Fields.SetItem(1, null!) } },
        { "fields[1].name", valid => With(valid, valid.Fields[1] with { Name = "" }) },
        { "fields[1].name", valid => With(valid, valid.Fields[1] with { Name = "a/b" }) },
        { "fields[1].dimension", valid => With(valid, valid.Fields[1] with { Dimension = 0 }) },
        { "fields[1].dimension", valid => With(valid, valid.Fields[1] with { Dimension = 65_537 }) },
        { "fields[1].metric", valid => With(valid, valid.Fields[1] with { Metric = (DistanceMetric)4 }) },
        { "fields[1].hnsw", valid => With(valid, valid.Fields[1] with { Hnsw = null! }) },
        { "fields[1].hnsw.m", valid => With(valid, valid.Fields[1] with { Hnsw = new HnswConfig(M: 1) }) },
        { "fields[1].hnsw.m", valid => With(valid, valid.Fields[1] with { Hnsw = new HnswConfig(M: 129) }) },
        { "fields[1].hnsw.ef_construction", valid => With(valid, valid.Fields[1] with { Hnsw = new HnswConfig(EfConstruction: 3) }) },
        { "fields[1].hnsw.ef_construction", valid => With(valid, valid.Fields[1] with { Hnsw = new HnswConfig(EfConstruction: 4_097) }) },
        { "fields[1].hnsw.ef_search", valid => With(valid, valid.Fields[1] with { Hnsw = new HnswConfig(EfSearch: 0) }) },
        { "fields[1].hnsw.ef_search", valid => With(valid, valid.Fields[1] with { Hnsw = new HnswConfig(EfSearch: 10_001) }) },
        { "fields[1].quantization.type", valid => With(valid, valid.Fields[1] with { Quantization = new QuantizationConfig(0) }) },
        { "fields[1].quantization.type", valid => With(valid, valid.Fields[1] with { Quantization = new QuantizationConfig((QuantizationType)4) }) },
        { "fields[1].quantization.on_disk", valid => With(valid, valid.Fields[1] with { Quantization = new QuantizationConfig(QuantizationType.NeighborCodes, OnDisk: true) }) },
        { "fields[1].quantization.type", valid => With(valid, valid.Fields[1] with { Metric = DistanceMetric.Manhattan }) },
        { "compression.threshold_bytes", valid => valid with { Compression = new CompressionConfig(ThresholdBytes: 63) } },
        { "compression.threshold_bytes", valid => valid with { Compression = new CompressionConfig(ThresholdBytes: 1_048_577) } },
        { "compression.threshold_bytes", valid => valid with { Compression = new CompressionConfig(Enabled: false, ThresholdBytes: 0) } },
    };

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Faults))]
    public void A_fault_is_refused_with_the_argument_named(
        string argument, Func<CollectionDefinition, CollectionDefinition> spoil)
    {
        VectorizerException e = Assert.Throws<VectorizerException>(() => CollectionRules.Check(spoil(s_valid)));

        Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
    }

    [Fact]
    public void The_limits_themselves_are_allowed()
    {
        CollectionRules.Check(s_valid);
        CollectionRules.Check(s_valid with { Name = new string('a', 255), Segments = 256 });
        CollectionRules.Check(s_valid with { Compression = new CompressionConfig(ThresholdBytes: 64) });
        CollectionRules.Check(s_valid with { Compression = new CompressionConfig(ThresholdBytes: 1_048_576) });
        CollectionRules.Check(s_valid with
        {
            Name = "0._-",
            Fields = [.. Enumerable.Range(0, 64).Select(i => new VectorField(
                $"f{i}", 65_536, DistanceMetric.Cosine, new HnswConfig(128, 4_096, 10_000)))],
        });
    }

    [Fact]
    public void A_definition_of_a_node_that_knows_no_compression_has_the_default()
        => Assert.Equal(new CompressionConfig(), (s_valid with { Compression = null! }).Compression);

    [Theory]
    [InlineData("nope", 10, "field")]
    [InlineData("title", 0, "ef_search")]
    [InlineData("title", 10_001, "ef_search")]
    public void A_change_that_cannot_be_is_refused(string field, int efSearch, string argument)
    {
        VectorizerException e = Assert.Throws<VectorizerException>(
            () => CollectionRules.Check(new CollectionChange(field, efSearch), s_valid));

        Assert.Equal((VectorizerError.InvalidArgument, argument), (e.Code, e.Argument));
    }

    [Fact]
    public void A_change_touches_its_own_field_alone()
    {
        CollectionDefinition changed = s_valid.With(new CollectionChange("title", 77));

        Assert.Equal([32, 77], changed.Fields.Select(field => field.Hnsw.EfSearch));
        Assert.Equal(s_valid.Fields[1].Hnsw with { EfSearch = 77 }, changed.Fields[1].Hnsw);
    }

    [Theory]
    [InlineData(QuantizationType.Binary)]
    [InlineData(QuantizationType.NeighborCodes)]
    public void A_change_of_quantization_that_the_metric_does_not_bear_is_refused(QuantizationType type)
    {
        CollectionChange change = new("", null, null, new QuantizationChange(new QuantizationConfig(type)));

        VectorizerException e = Assert.Throws<VectorizerException>(() => CollectionRules.Check(change, s_valid));
        Assert.Equal("quantization.type", e.Argument);
        Assert.Contains("manhattan", e.Message, StringComparison.Ordinal);
        CollectionRules.Check(change with { Field = "title" }, s_valid);
        CollectionRules.Check(change with { Quantization = new QuantizationChange(new QuantizationConfig(QuantizationType.Scalar)) }, s_valid);
    }

    [Fact]
    public void Quantization_changes_only_when_a_change_says_so_and_may_be_switched_off()
    {
        QuantizationConfig scalar = new(QuantizationType.Scalar);
        CollectionDefinition changed = s_valid.With(new CollectionChange("", null, null, new QuantizationChange(scalar)));

        Assert.Equal([scalar, s_valid.Fields[1].Quantization], changed.Fields.Select(field => field.Quantization));
        Assert.Equal(scalar, changed.With(new CollectionChange("", 77)).Fields[0].Quantization);
        Assert.Null(changed.With(new CollectionChange("", 77, null, new QuantizationChange(null))).Fields[0].Quantization);
    }

    private static CollectionDefinition With(CollectionDefinition definition, VectorField field)
        => definition with { Fields = definition.Fields.SetItem(1, field) };
}

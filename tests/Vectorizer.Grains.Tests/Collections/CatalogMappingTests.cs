using Vectorizer.Abstractions.Collections;
using Vectorizer.Grains.Collections;
using Vectorizer.Grains.Tests.Clusters;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Grains.Tests.Collections;

public sealed class CatalogMappingTests
{
    [Theory]
    [InlineData(true, 64)]
    [InlineData(false, 1_048_576)]
    public void Compression_is_kept_in_the_catalog(bool enabled, int thresholdBytes)
    {
        CompressionConfig compression = new(enabled, thresholdBytes);
        CollectionRecord record = Record(compression);

        Assert.Equal(compression, record.ToCatalog().ToRecord().Definition.Compression);
    }

    [Fact]
    public void A_record_from_before_compression_has_the_default()
    {
        CatalogCollection older = Record(new CompressionConfig(Enabled: false)).ToCatalog() with { Compression = null };

        Assert.Equal(new CompressionConfig(Enabled: true, ThresholdBytes: 1_024), older.ToRecord().Definition.Compression);
    }

    [Theory]
    [InlineData(QuantizationType.Scalar, false)]
    [InlineData(QuantizationType.Scalar, true)]
    [InlineData(QuantizationType.Binary, false)]
    [InlineData(QuantizationType.Binary, true)]
    [InlineData(QuantizationType.NeighborCodes, false)]
    public void Quantization_is_kept_in_the_catalog(QuantizationType type, bool onDisk)
    {
        CollectionRecord record = Record(new CompressionConfig());
        QuantizationConfig quantization = new(type, onDisk);
        CollectionDefinition quantized = record.Definition with
        {
            Fields = [record.Definition.Fields[0] with { Quantization = quantization }],
        };

        Assert.Equal(quantization, (record with { Definition = quantized }).ToCatalog().ToRecord().Definition.Fields[0].Quantization);
        Assert.Null(record.ToCatalog().ToRecord().Definition.Fields[0].Quantization);
    }

    private static CollectionRecord Record(CompressionConfig compression) => new(
        1,
        Definitions.Plain("a") with { Compression = compression },
        SlotMap.Even(3),
        1,
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
}

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

    private static CollectionRecord Record(CompressionConfig compression) => new(
        1,
        Definitions.Plain("a") with { Compression = compression },
        SlotMap.Even(3),
        1,
        new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
}

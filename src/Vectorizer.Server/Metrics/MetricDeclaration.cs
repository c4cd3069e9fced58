using System.Collections.Immutable;

namespace Vectorizer.Server.Metrics;

/// <summary>One metric of <c>/metrics</c> and the instrument behind it.</summary>
/// <param name="Kind">Its type.</param>
/// <param name="Name">Its name as Prometheus has it: prefix, base unit, <c>_total</c> for a counter.</param>
/// <param name="Help">What it counts or measures, in one sentence without a full stop.</param>
/// <param name="Meter">Name of the meter, or null where no instrument is behind it.</param>
/// <param name="Instrument">Name of the instrument.</param>
internal sealed record MetricDeclaration(MetricKind Kind, string Name, string Help, string? Meter = null, string Instrument = "")
{
    /// <summary>Labels, each with the name of the tag that it is read from. Tags that are not listed are left out.</summary>
    public ImmutableArray<(string Label, string Tag)> Labels { get; init; } = [];

    /// <summary>Values of the only label that are shown from the start, so that a first event is seen as an increase.</summary>
    public ImmutableArray<string> Values { get; init; } = [];

    /// <summary>Upper bounds of the buckets of a histogram.</summary>
    public double[] Buckets { get; init; } = [];

    /// <summary>What a measurement is multiplied by to come to the unit of the name.</summary>
    public double Scale { get; init; } = 1;
}

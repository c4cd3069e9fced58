using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What became of a write in one segment.</summary>
internal sealed record SegmentWriteAnswer
{
    [Description("Number of the segment.")]
    public required int Segment { get; init; }

    [Description("The write's place in the segment's order.")]
    public long? Sequence { get; init; }

    [Description("How far the write got before it was acknowledged: into memory, to the operating system, or synced to the disk.")]
    [AllowedValues("memory", "os", "fsync")]
    public string? Durability { get; init; }

    [Description("In problems: the code of the segment's failure.")]
    public string? Code { get; init; }

    [Description("In problems: why the segment failed.")]
    public string? Detail { get; init; }

    [Description("In problems: points or ids that the segment acknowledged before it failed.")]
    public int? Acknowledged { get; init; }

    [Description("In problems: points or ids that the segment was sent.")]
    public int? Sent { get; init; }
}

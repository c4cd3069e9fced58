using System.ComponentModel.DataAnnotations;

namespace Vectorizer.Server.Api.OpenApi.Schemas;

/// <summary>What became of a write in one segment.</summary>
internal sealed record SegmentWriteAnswer
{
    /// <summary>Number of the segment.</summary>
    public required int Segment { get; init; }

    /// <summary>The write's place in the segment's order.</summary>
    public long Sequence { get; init; }

    /// <summary>How far the write got before it was acknowledged: into memory, to the operating system, or synced to the disk.</summary>
    [AllowedValues("memory", "os", "fsync")]
    public string Durability { get; init; } = null!;

    /// <summary>In problems: the code of the segment's failure.</summary>
    public string Code { get; init; } = null!;

    /// <summary>In problems: why the segment failed.</summary>
    public string Detail { get; init; } = null!;

    /// <summary>In problems: points or ids that the segment acknowledged before it failed.</summary>
    public int Acknowledged { get; init; }

    /// <summary>In problems: points or ids that the segment was sent.</summary>
    public int Sent { get; init; }
}

using System.Buffers;

namespace Vectorizer.Cli.Files;

/// <summary>One row of an input file. A reader overwrites it with each row, so that reading allocates nothing.</summary>
internal sealed class SourcePoint(int dimension)
{
    /// <summary>The id in UTF-8.</summary>
    public ArrayBufferWriter<byte> Id { get; } = new(PointLimits.MaxIdBytes);

    /// <summary>The vector's numbers, all finite.</summary>
    public float[] Vector { get; } = new float[dimension];

    /// <summary>A JSON object in UTF-8; empty when there is none.</summary>
    public ArrayBufferWriter<byte> Payload { get; } = new();

    /// <summary>Number of the row: a line counts from 1 as editors do, a vector from 0 as arrays do.</summary>
    public long Row { get; set; }

    /// <summary>What is wrong with a bad row.</summary>
    public string Problem { get; private set; } = "";

    public void Clear(long row)
    {
        Row = row;
        Problem = "";
        Id.ResetWrittenCount();
        Payload.ResetWrittenCount();
    }

    public ReadOutcome Bad(string problem)
    {
        Problem = problem;
        return ReadOutcome.Bad;
    }

    /// <summary>A point, unless its id, payload or numbers are against the limits.</summary>
    public ReadOutcome Checked()
    {
        if (PointLimits.ProblemOfId(Id.WrittenSpan) is string badId)
        {
            return Bad(badId);
        }

        if (Payload.WrittenCount > PointLimits.MaxPayloadBytes)
        {
            return Bad($"the payload has {Payload.WrittenCount:N0} bytes; {PointLimits.MaxPayloadBytes:N0} are allowed");
        }

        int notFinite = PointLimits.IndexOfNotFinite(Vector);
        return notFinite < 0
            ? ReadOutcome.Point
            : Bad($"number {notFinite} of the vector is {Vector[notFinite]}; only finite float32 numbers can be stored");
    }
}

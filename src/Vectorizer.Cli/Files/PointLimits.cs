using System.Text.Unicode;
using Vectorizer.Client.Points;

namespace Vectorizer.Cli.Files;

/// <summary>The server's limits on a point, checked here first so that a complaint can name the line.</summary>
internal static class PointLimits
{
    public const int MaxIdBytes = PointBatch.MaxIdBytes;

    public const int MaxPayloadBytes = 1024 * 1024;

    public const int MaxDimension = 65_536;

    /// <summary>What is wrong with an id; null when nothing is.</summary>
    public static string? ProblemOfId(ReadOnlySpan<byte> id)
    {
        if (id.IsEmpty)
        {
            return "the id is empty";
        }

        if (id.Length > MaxIdBytes)
        {
            return $"the id has {id.Length} bytes of UTF-8; {MaxIdBytes} are allowed";
        }

        if (id.Contains((byte)0))
        {
            return "the id contains a NUL character";
        }

        if (!Utf8.IsValid(id))
        {
            return "the id is not UTF-8";
        }

        return HasDotSegment(id) ? "the id has '.' or '..' between slashes, which no URL can name" : null;
    }

    /// <summary>Where the first NaN or infinity is; -1 when there is none.</summary>
    public static int IndexOfNotFinite(ReadOnlySpan<float> vector)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            if (!float.IsFinite(vector[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool HasDotSegment(ReadOnlySpan<byte> id)
    {
        foreach (Range range in id.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = id[range];
            if (part.SequenceEqual("."u8) || part.SequenceEqual(".."u8))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Text;
using System.Text.Json;
using Vectorizer.Abstractions.Points;
using Vectorizer.Server.Api.Json;

namespace Vectorizer.Server.Api.Points;

/// <summary>Ids of points as callers send them.</summary>
internal static class PointId
{
    /// <summary>Bytes that the longest id can have while every byte of it is escaped.</summary>
    public const int MaxEscapedBytes = 6 * PointRules.MaxIdBytes;

    /// <summary>Reads an id. What cannot be one is refused.</summary>
    /// <param name="json">Stands on the id.</param>
    /// <param name="scratch">At least <see cref="MaxEscapedBytes"/>; the id may lie there.</param>
    /// <param name="id">Valid until the next use of either.</param>
    public static bool TryRead(scoped ref StrictJsonReader json, byte[] scratch, out ReadOnlySpan<byte> id)
    {
        id = json.Raw;
        if (json.Token != JsonTokenType.String)
        {
            json.RefuseValue($"a string of 1..{PointRules.MaxIdBytes} bytes in UTF-8");
            return false;
        }

        if (json.IsEscaped && id.Length <= MaxEscapedBytes)
        {
            id = scratch.AsSpan(0, json.CopyText(scratch));
        }

        if (Refuse(id) is { } refusal)
        {
            json.Refuse(refusal);
            return false;
        }

        return true;
    }

    /// <summary>Why the bytes, valid UTF-8, are no id; null when they are one.</summary>
    public static string? Refuse(ReadOnlySpan<byte> id)
    {
        if (id.Length is < 1 or > PointRules.MaxIdBytes)
        {
            return $"must have 1..{PointRules.MaxIdBytes} bytes in UTF-8, has {id.Length}";
        }

        int nul = id.IndexOf((byte)0);
        return nul < 0 ? null : $"must not hold NUL, byte {nul} is one";
    }

    /// <summary>Why no point may be stored under this id; null when one may.</summary>
    /// <remarks>
    /// Browsers, proxies and HTTP libraries resolve dot segments before they send a path, encoded ones included. A point with
    /// such an id could be stored and not be read by its URL, so it is not stored.
    /// </remarks>
    public static string? RefuseToStore(ReadOnlySpan<byte> id)
    {
        foreach (Range range in id.Split((byte)'/'))
        {
            ReadOnlySpan<byte> part = id[range];
            if (part.SequenceEqual("."u8) || part.SequenceEqual(".."u8))
            {
                return $"must not hold '{Encoding.UTF8.GetString(part)}' between slashes: "
                    + "clients and proxies resolve such paths, and the point could not be read by its URL";
            }
        }

        return null;
    }
}

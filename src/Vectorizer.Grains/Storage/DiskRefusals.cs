using System.Globalization;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Log;

namespace Vectorizer.Grains.Storage;

/// <summary>Says to a caller what the disk has refused, where that leaves nothing behind.</summary>
internal static class DiskRefusals
{
    // Somebody has to free space first.
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(30);

    /// <summary>There is no room for a write or a change.</summary>
    public static VectorizerException Full(DataDirectory data, IOException cause)
    {
        string reason = (cause as LogDiskFullException)?.InnerException?.Message ?? cause.Message;
        return new VectorizerException(
            VectorizerError.InsufficientStorage,
            $"The disk is full, with {Free(data)} in '{data.FullPath}'. Nothing was stored. Free space there: "
            + $"writes are then taken again without a restart. {reason}")
        {
            RetryAfter = s_retryAfter,
        };
    }

    /// <summary>The files of a new collection could not be made.</summary>
    public static VectorizerException NotCreated(DataDirectory data, DiskException cause) => cause.IsDiskFull
        ? Full(data, cause)
        : new VectorizerException(
            VectorizerError.SegmentUnavailable, $"The files of the collection could not be made; it was not created. {cause.Message}");

    private static string Free(DataDirectory data)
    {
        try
        {
            return string.Create(CultureInfo.InvariantCulture, $"{data.FreeBytes} bytes free");
        }
        catch (DiskException e)
        {
            return $"an unknown number of bytes free ({e.Message})";
        }
    }
}

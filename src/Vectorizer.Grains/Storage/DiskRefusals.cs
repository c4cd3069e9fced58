using System.Globalization;
using Vectorizer.Abstractions.Errors;
using Vectorizer.Abstractions.Segments;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Log;
using Vectorizer.Storage.Rows;

namespace Vectorizer.Grains.Storage;

/// <summary>Says to a caller what the disk has refused, where that leaves nothing behind.</summary>
internal static class DiskRefusals
{
    // Somebody has to free space first.
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(30);

    /// <summary>There is no room for a write or a change.</summary>
    public static VectorizerException Full(NodeStorage storage, IOException cause)
    {
        storage.Space.MetFullDisk();
        DataDirectory data = storage.Data;
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
    public static VectorizerException NotCreated(NodeStorage storage, DiskException cause) => cause.IsDiskFull
        ? Full(storage, cause)
        : new VectorizerException(
            VectorizerError.SegmentUnavailable, $"The files of the collection could not be made; it was not created. {cause.Message}");

    /// <summary>There is no room for the rows of a write.</summary>
    public static VectorizerException NoRows(NodeStorage storage, RowFileException cause) => cause.IsDiskFull
        ? Full(storage, cause)
        : new VectorizerException(VectorizerError.SegmentUnavailable, $"Nothing was stored. {cause.Message}");

    /// <summary>Rows that are kept on disk could not be read.</summary>
    public static VectorizerException Unreadable(SegmentKey segment, RowFileException cause) => new(
        VectorizerError.SegmentUnavailable,
        $"Segment {segment} could not read vectors that it keeps on disk. {cause.Message} No stored data is lost: a restart of the node "
        + "brings them back from snapshot and log. Check the disk.");

    /// <summary>There is less space than is kept free.</summary>
    public static VectorizerException Low(NodeStorage storage)
    {
        DiskSpaceStatus space = storage.Space.Status();
        return new VectorizerException(
            VectorizerError.InsufficientStorage,
            string.Create(
                CultureInfo.InvariantCulture,
                $"'{storage.Data.FullPath}' has {space.FreeBytes} bytes free of {space.TotalBytes}; {space.LowWaterBytes} are kept free ")
            + string.Create(
                CultureInfo.InvariantCulture,
                $"(storage.min_free_mb){(space.IsReserveIntact || space.ReserveBytes == 0 ? "" : $", and {space.ReserveBytes} for the reserve")}. ")
            + "Nothing of this was stored; reads and deletes go on. Free space there or drop a collection: writes are taken again without "
            + "a restart when a quarter more than that is free.")
        {
            RetryAfter = s_retryAfter,
        };
    }

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

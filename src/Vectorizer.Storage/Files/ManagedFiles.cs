namespace Vectorizer.Storage.Files;

/// <summary>Calls for which .NET's own classes are good enough, with their errors translated.</summary>
internal static class ManagedFiles
{
    public static IReadOnlyList<DiskEntry>? TryList(string path)
    {
        try
        {
            return [.. new DirectoryInfo(path)
                .EnumerateFileSystemInfos()
                .Select(entry => new DiskEntry(entry.Name, entry is DirectoryInfo))
                .OrderBy(entry => entry.Name, StringComparer.Ordinal)];
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Translate("list", path, exception);
        }
    }

    /// <summary>Runs a call and turns what it throws into a <see cref="DiskException"/>.</summary>
    public static T Run<T>(string operation, string path, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Translate(operation, path, exception);
        }
    }

    public static DiskException Translate(string operation, string path, Exception exception)
    {
        // Windows: ERROR_DISK_FULL, ERROR_HANDLE_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED, ERROR_FILE_EXISTS,
        // ERROR_ALREADY_EXISTS, ERROR_WRITE_PROTECT as HRESULTs. Elsewhere .NET keeps errno in the low half.
        DiskError error = exception switch
        {
            FileNotFoundException or DirectoryNotFoundException => DiskError.NotFound,
            UnauthorizedAccessException => DiskError.NotPermitted,
            _ => (uint)exception.HResult switch
            {
                0x80070070 or 0x80070027 or 0x8007050F => DiskError.DiskFull,
                0x80070050 or 0x800700B7 => DiskError.Exists,
                0x80070013 => DiskError.ReadOnly,
                28 => DiskError.DiskFull,
                17 => DiskError.Exists,
                30 => DiskError.ReadOnly,
                _ => DiskError.Other,
            },
        };
        return new DiskException(operation, path, error, exception.Message.TrimEnd('.'), exception);
    }
}

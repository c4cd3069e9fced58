using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Vectorizer.Storage.Files;

/// <summary>Error numbers of Linux and what they mean here.</summary>
[SupportedOSPlatform("linux")]
internal static class Errno
{
    public const int Interrupted = 4;
    public const int WouldBlock = 11;
    public const int FileExists = 17;
    public const int InvalidArgument = 22;
    public const int NotSupported = 95;
    public const int BadDescriptor = 9;

    /// <summary>The exception for the call that has just failed on this thread.</summary>
    public static DiskException Last(string operation, string path)
        => Exception(operation, path, Marshal.GetLastPInvokeError());

    public static DiskException Exception(string operation, string path, int errno)
        => new(operation, path, Classify(errno), $"{Name(errno)} ({Marshal.GetPInvokeErrorMessage(errno)})");

    public static DiskError Classify(int errno) => errno switch
    {
        27 or 28 or 122 => DiskError.DiskFull,
        2 or 20 => DiskError.NotFound,
        FileExists => DiskError.Exists,
        1 or 13 => DiskError.NotPermitted,
        30 => DiskError.ReadOnly,
        _ => DiskError.Other,
    };

    private static string Name(int errno) => errno switch
    {
        1 => "EPERM",
        2 => "ENOENT",
        5 => "EIO",
        BadDescriptor => "EBADF",
        WouldBlock => "EAGAIN",
        12 => "ENOMEM",
        13 => "EACCES",
        16 => "EBUSY",
        FileExists => "EEXIST",
        18 => "EXDEV",
        20 => "ENOTDIR",
        21 => "EISDIR",
        InvalidArgument => "EINVAL",
        23 => "ENFILE",
        24 => "EMFILE",
        27 => "EFBIG",
        28 => "ENOSPC",
        30 => "EROFS",
        36 => "ENAMETOOLONG",
        39 => "ENOTEMPTY",
        NotSupported => "EOPNOTSUPP",
        122 => "EDQUOT",
        _ => $"errno {errno}",
    };
}

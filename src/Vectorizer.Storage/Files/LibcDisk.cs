using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Vectorizer.Storage.Files;

/// <summary>The disk of a Linux machine, through libc.</summary>
/// <remarks>
/// .NET 10 on Linux drops the result of a failed fsync, cannot sync a directory, and turns a rename across file systems
/// into copy and delete. So the calls are made here, and each result is checked.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LibcDisk : IDisk
{
    private const uint OwnerReadsAndWrites = 0x180;     // 0600
    private const uint OwnerEnters = 0x1C0;             // 0700

    public IDiskFile Open(string path, DiskAccess access)
    {
        int flags = access switch
        {
            DiskAccess.Read => Libc.ReadOnly,
            DiskAccess.Write => Libc.ReadWrite,
            DiskAccess.CreateNew => Libc.ReadWrite | Libc.Create | Libc.Exclusive,
            _ => throw new ArgumentOutOfRangeException(nameof(access), access, null),
        };
        return new LibcFile(path, OpenHandle(access == DiskAccess.CreateNew ? "create" : "open", path, flags));
    }

    public IDiskFile? TryLock(string path)
    {
        SafeFileHandle handle = OpenHandle("open", path, Libc.ReadWrite | Libc.Create);
        while (Libc.FLock(handle, Libc.LockExclusive | Libc.LockNonBlocking) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Errno.Interrupted)
            {
                continue;
            }

            handle.Dispose();
            return errno == Errno.WouldBlock ? null : throw Errno.Exception("lock", path, errno);
        }

        return new LibcFile(path, handle);
    }

    public void CreateDirectory(string path)
    {
        if (Libc.MakeDirectory(path, OwnerEnters) != 0 && Marshal.GetLastPInvokeError() != Errno.FileExists)
        {
            throw Errno.Last("create directory", path);
        }
    }

    public void SyncDirectory(string path)
    {
        using SafeFileHandle handle = OpenHandle("open directory", path, Libc.ReadOnly);
        while (Libc.FSync(handle) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                throw Errno.Last("sync directory", path);
            }
        }
    }

    public void Rename(string from, string to) => Check(Libc.Rename(from, to), "rename", from);

    public void DeleteFile(string path) => Check(Libc.Unlink(path), "delete", path);

    public void DeleteDirectory(string path) => Check(Libc.RemoveDirectory(path), "delete directory", path);

    public IReadOnlyList<DiskEntry>? TryList(string path) => ManagedFiles.TryList(path);

    public VolumeInfo Describe(string path)
    {
        byte* bytes = stackalloc byte[Libc.StatfsBytes];
        int result;
        while ((result = Libc.StatFs(path, bytes)) != 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted)
        {
        }

        Check(result, "statfs", path);

        // struct statfs on 64-bit Linux: type, block size, blocks, free blocks, blocks free to us, each of 8 bytes.
        ReadOnlySpan<byte> fields = new(bytes, Libc.StatfsBytes);
        uint type = BinaryPrimitives.ReadUInt32LittleEndian(fields);
        long blockSize = BinaryPrimitives.ReadInt64LittleEndian(fields[8..]);
        long blocks = BinaryPrimitives.ReadInt64LittleEndian(fields[16..]);
        long available = BinaryPrimitives.ReadInt64LittleEndian(fields[32..]);
        string? memory = type switch
        {
            0x01021994 => "tmpfs",
            0x858458F6 => "ramfs",
            _ => null,
        };
        return new VolumeInfo(
            memory ?? string.Create(CultureInfo.InvariantCulture, $"0x{type:x}"),
            memory is not null,
            available * blockSize,
            blocks * blockSize);
    }

    public bool ReportsFailedSync()
        => Libc.FDataSyncDescriptor(-1) == -1 && Marshal.GetLastPInvokeError() == Errno.BadDescriptor
            && Libc.FSyncDescriptor(-1) == -1 && Marshal.GetLastPInvokeError() == Errno.BadDescriptor;

    private static SafeFileHandle OpenHandle(string operation, string path, int flags)
    {
        while (true)
        {
            int descriptor = Libc.Open(path, flags | Libc.CloseOnExec, OwnerReadsAndWrites);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                throw Errno.Last(operation, path);
            }
        }
    }

    private static void Check(int result, string operation, string path)
    {
        if (result != 0)
        {
            throw Errno.Last(operation, path);
        }
    }
}

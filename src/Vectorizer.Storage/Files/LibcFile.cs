using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Vectorizer.Storage.Files;

/// <summary>A file opened through libc. Owns the handle.</summary>
/// <remarks>
/// The result of close is not looked at: whoever has promised something about the bytes has synced them before, and
/// nothing can be done about the rest.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class LibcFile(string path, SafeFileHandle handle) : IDiskFile
{
    public string Path => path;

    public long Length
    {
        get
        {
            long length = Libc.LSeek(handle, 0, Libc.SeekEnd);
            return length >= 0 ? length : throw Errno.Last("measure", path);
        }
    }

    public int Read(long offset, Span<byte> buffer)
    {
        int done = 0;
        fixed (byte* start = buffer)
        {
            while (done < buffer.Length)
            {
                nint read = Libc.PRead(handle, start + done, (nuint)(buffer.Length - done), offset + done);
                if (read > 0)
                {
                    done += (int)read;
                }
                else if (read == 0)
                {
                    break;
                }
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                {
                    throw Errno.Last("read", path);
                }
            }
        }

        return done;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        int done = 0;
        fixed (byte* start = bytes)
        {
            // A short write is no error yet: the next call tells why the rest does not fit.
            while (done < bytes.Length)
            {
                nint written = Libc.PWrite(handle, start + done, (nuint)(bytes.Length - done), offset + done);
                if (written >= 0)
                {
                    done += (int)written;
                }
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                {
                    throw Errno.Last("write", path);
                }
            }
        }
    }

    public void Sync()
    {
        // fdatasync also writes the length and the map of blocks, which is all that reading the bytes back needs.
        while (Libc.FDataSync(handle) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                throw Errno.Last("sync", path);
            }
        }
    }

    public void Truncate(long length)
    {
        while (Libc.FTruncate(handle, length) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                throw Errno.Last("truncate", path);
            }
        }
    }

    public bool Preallocate(long length)
    {
        while (Libc.FAllocate(handle, mode: 0, offset: 0, length) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Errno.Interrupted:
                    continue;
                case Errno.NotSupported:
                    return false;
                default:
                    throw Errno.Last("preallocate", path);
            }
        }

        return true;
    }

    public void Dispose() => handle.Dispose();
}

using System.Runtime.InteropServices;

namespace Vectorizer.Engine.Tests.Payloads;

/// <summary>Bytes that end where memory ends: whoever reads or writes one more is killed.</summary>
/// <remarks>On Linux; elsewhere an ordinary array.</remarks>
internal sealed unsafe partial class GuardedBytes : IDisposable
{
    private const int PageBytes = 4096;
    private const int ProtectNothing = 0;
    private const int ProtectReadWrite = 1 | 2;
    private const int PrivateAnonymous = 2 | 0x20;

    private readonly int _length;
    private readonly byte* _mapping;
    private readonly nuint _bytes;
    private readonly byte[] _array = [];

    public GuardedBytes(int length)
    {
        _length = length;
        if (!OperatingSystem.IsLinux())
        {
            _array = new byte[length];
            return;
        }

        nuint usable = (nuint)((length / PageBytes) + 1) * PageBytes;
        _bytes = usable + PageBytes;
        _mapping = (byte*)mmap(null, _bytes, ProtectReadWrite, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, (nint)_mapping);
        Assert.Equal(0, mprotect(_mapping + usable, PageBytes, ProtectNothing));
    }

    public Span<byte> Span => _mapping is null ? _array : new Span<byte>(_mapping + (int)(_bytes - PageBytes) - _length, _length);

    public void Dispose()
    {
        if (_mapping is not null)
        {
            Assert.Equal(0, munmap(_mapping, _bytes));
        }
    }

    [LibraryImport("libc")]
    private static partial nint mmap(void* address, nuint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(void* address, nuint length, int protection);

    [LibraryImport("libc")]
    private static partial int munmap(void* address, nuint length);
}

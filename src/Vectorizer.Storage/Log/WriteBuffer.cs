using System.Runtime.InteropServices;

namespace Vectorizer.Storage.Log;

/// <summary>Memory in which records are put together before they go to the disk in one call.</summary>
/// <remarks>Ownership: frees its native memory on dispose. Leased from <see cref="WriteBufferPool"/>, used by one thread.</remarks>
internal sealed unsafe class WriteBuffer : IDisposable
{
    /// <summary>Bytes at first: enough that a call to the system costs little beside its copy.</summary>
    public const int UsualBytes = 1024 * 1024;

    private byte* _start = (byte*)NativeMemory.Alloc(UsualBytes);

    public int Capacity { get; private set; } = UsualBytes;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Written => new(_start, Count);

    /// <summary>The next bytes to fill.</summary>
    public Span<byte> Take(int size)
    {
        Span<byte> taken = new(_start + Count, size);
        Count += size;
        return taken;
    }

    public bool HasRoomFor(int size) => size <= Capacity - Count;

    public void Clear() => Count = 0;

    /// <summary>Grows an empty buffer for a record that is larger than usual.</summary>
    public void Reserve(int size)
    {
        if (size > Capacity)
        {
            _start = (byte*)NativeMemory.Realloc(_start, (nuint)size);
            Capacity = size;
        }
    }

    /// <summary>Gives back what a large record took.</summary>
    public void Shrink()
    {
        Count = 0;
        if (Capacity > UsualBytes)
        {
            _start = (byte*)NativeMemory.Realloc(_start, UsualBytes);
            Capacity = UsualBytes;
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_start);
        _start = null;
        Capacity = 0;
    }
}

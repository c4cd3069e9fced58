using System.IO.MemoryMappedFiles;

namespace Vectorizer.Engine.Benchmarks.Contenders;

/// <summary>A file of floats, mapped: its pages belong to the file and don't count as memory of an index.</summary>
/// <remarks>Spans are borrowed until <see cref="Dispose"/>.</remarks>
internal sealed unsafe class MappedFloats : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly float* _values;

    public MappedFloats(string path)
    {
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, mapName: null, capacity: 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _values = (float*)(start + _view.PointerOffset);
        Length = new FileInfo(path).Length / sizeof(float);
    }

    /// <summary>Number of floats.</summary>
    public long Length { get; }

    /// <summary>Some of them.</summary>
    public ReadOnlySpan<float> Slice(long start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length, Length);
        return new ReadOnlySpan<float>(_values + start, length);
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
    }
}

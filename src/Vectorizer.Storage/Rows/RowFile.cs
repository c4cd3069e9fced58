using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Vectorizer.Engine.Vectors;
using Vectorizer.Storage.Files;
using Vectorizer.Storage.Formats.V1;

namespace Vectorizer.Storage.Rows;

/// <summary>The rows of one vector field, in a file that nobody else sees and that nothing of is meant to last.</summary>
/// <remarks>
/// A record for each ordinal:
/// <code>
/// offset  size  field
///      0   4·d  the floats, in the byte order of the machine
///    4·d     4  CRC-32C of the ordinal (8 bytes, little-endian) and the floats
///      …     …  zeros up to a multiple of 16
/// </code>
/// The checksum is what tells a row from the zeros of a write that the system took and the disk then lost: nobody syncs
/// here, so nobody else would hear of it.
/// Read and not mapped: an I/O error on a mapped page ends the process, one of a read is an exception.
/// Threads: any number read and write, each row once before it is read; growing excludes itself alone.
/// Ownership: closes its file, and the space is free again.
/// </remarks>
internal sealed class RowFile : IRowFile
{
    private const int Alignment = 16;
    private const int MaxStackBytes = 8 * 1024;

    // A file grows by an eighth, so that large ones are not reserved in thousands of pieces, but by no more than this
    // beyond what is needed.
    private const long MinStepBytes = 1024 * 1024;
    private const long MaxStepBytes = 64 * 1024 * 1024;
    private const int ZeroBytes = 1024 * 1024;

    private readonly RowFiles _files;
    private readonly int _dimension;
    private readonly int _recordBytes;
    private readonly Lock _growing = new();
    private IDiskFile? _file;
    private long _reserved;
    private int _capacity;
    private bool _isDisposed;

    public RowFile(RowFiles files, int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        _files = files;
        _dimension = dimension;
        _recordBytes = RecordBytesOf(dimension);
    }

    /// <summary>Bytes of the file that a row takes.</summary>
    public static int RecordBytesOf(int dimension)
        => ((dimension * sizeof(float)) + sizeof(uint) + Alignment - 1) / Alignment * Alignment;

    /// <inheritdoc/>
    /// <exception cref="RowFileException">The disk has not so much room, or failed. The file is as it was.</exception>
    public void EnsureCapacity(int count)
    {
        if (count <= Volatile.Read(ref _capacity))
        {
            return;
        }

        lock (_growing)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (count <= _capacity)
            {
                return;
            }

            long needed = (long)count * _recordBytes;
            try
            {
                _file ??= _files.Open();
                long length = Reserve(_file, needed);
                _files.Count(length - _reserved);
                _reserved = length;
                Volatile.Write(ref _capacity, (int)Math.Min(length / _recordBytes, int.MaxValue));
            }
            catch (DiskException e)
            {
                GiveBack();
                throw new RowFileException(
                    $"There is no room for the rows of a vector field that is kept on disk. {e.Message}", e.IsDiskFull, e);
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RowFileException">The disk failed.</exception>
    public void Write(int ordinal, ReadOnlySpan<float> row)
    {
        Check(ordinal, row.Length);
        byte[]? rented = null;
        Span<byte> record = _recordBytes <= MaxStackBytes
            ? stackalloc byte[_recordBytes]
            : (rented = ArrayPool<byte>.Shared.Rent(_recordBytes)).AsSpan(0, _recordBytes);
        ReadOnlySpan<byte> floats = MemoryMarshal.AsBytes(row);
        floats.CopyTo(record);
        BinaryPrimitives.WriteUInt32LittleEndian(record[floats.Length..], ChecksumOf(ordinal, floats));
        record[(floats.Length + sizeof(uint))..].Clear();
        try
        {
            _file!.Write((long)ordinal * _recordBytes, record);
        }
        catch (DiskException e)
        {
            throw new RowFileException($"Row {ordinal} could not be kept on disk. {e.Message}", e.IsDiskFull, e);
        }
        finally
        {
            Return(rented);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="RowFileException">The disk failed, or what it gives back is not what was written.</exception>
    public void Read(int ordinal, Span<float> row)
    {
        Check(ordinal, row.Length);
        byte[]? rented = null;
        Span<byte> record = _recordBytes <= MaxStackBytes
            ? stackalloc byte[_recordBytes]
            : (rented = ArrayPool<byte>.Shared.Rent(_recordBytes)).AsSpan(0, _recordBytes);
        try
        {
            int read = _file!.Read((long)ordinal * _recordBytes, record);
            if (read < record.Length)
            {
                throw new RowFileException($"Row {ordinal} of '{_file.Path}' has {read} of {record.Length} bytes: the file was cut short.");
            }

            ReadOnlySpan<byte> floats = record[..(_dimension * sizeof(float))];
            uint stored = BinaryPrimitives.ReadUInt32LittleEndian(record[floats.Length..]);
            uint computed = ChecksumOf(ordinal, floats);
            if (stored != computed)
            {
                throw new RowFileException(
                    $"Row {ordinal} of '{_file.Path}' is not what was written: its checksum is {stored:x8}, its bytes give {computed:x8}.");
            }

            floats.CopyTo(MemoryMarshal.AsBytes(row));
        }
        catch (DiskException e)
        {
            throw new RowFileException($"Row {ordinal} could not be read from the disk. {e.Message}", isDiskFull: false, e);
        }
        finally
        {
            Return(rented);
        }
    }

    public void Dispose()
    {
        lock (_growing)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _file?.Dispose();
                _files.Count(-_reserved);
            }
        }
    }

    private static uint ChecksumOf(int ordinal, ReadOnlySpan<byte> floats)
        => Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Start, (ulong)ordinal), floats));

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Check(int ordinal, int floats)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(floats, _dimension, nameof(floats));
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(ordinal, Volatile.Read(ref _capacity));
        Debug.Assert(_file is not null, "a file that has room is open");
    }

    /// <summary>Takes the space up to a length; more than is needed, where there is more.</summary>
    private long Reserve(IDiskFile file, long needed)
    {
        long step = Math.Clamp(needed / 8, MinStepBytes, MaxStepBytes);
        long generous = (needed + step - 1) / step * step;
        try
        {
            if (file.Preallocate(generous))
            {
                return generous;
            }
        }
        catch (DiskException e) when (e.IsDiskFull && generous > needed)
        {
            GiveBack();
            if (file.Preallocate(needed))
            {
                return needed;
            }
        }

        // A file system that cannot reserve: what is written has its place.
        byte[] zeros = new byte[Math.Min(ZeroBytes, needed - _reserved)];
        for (long done = _reserved; done < needed; done += zeros.Length)
        {
            file.Write(done, zeros.AsSpan(0, (int)Math.Min(zeros.Length, needed - done)));
        }

        return needed;
    }

    /// <summary>Some file systems keep what they had found before they ran out of space.</summary>
    private void GiveBack()
    {
        try
        {
            _file?.Truncate(_reserved);
        }
        catch (DiskException)
        {
            // The failure that led here is told; this space is free again when the file is closed.
        }
    }
}

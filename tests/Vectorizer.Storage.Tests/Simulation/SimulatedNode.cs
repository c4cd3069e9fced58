namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>A file or directory of the simulated disk: what the system shows, and what would survive a power failure.</summary>
internal sealed class SimulatedNode(bool isDirectory)
{
    public const int SectorSize = 512;

    public bool IsDirectory => isDirectory;

    // Of a directory.
    public Dictionary<string, SimulatedNode> Entries { get; private set; } = [];

    private Dictionary<string, SimulatedNode> _durableEntries = [];
    private readonly List<Action<Dictionary<string, SimulatedNode>>> _unsyncedChanges = [];

    // Of a file.
    private byte[] _bytes = [];
    private byte[] _durableBytes = [];
    private long _durableLength;
    private readonly HashSet<int> _dirtySectors = [];

    public long Length { get; private set; }

    public bool IsLocked { get; set; }

    public void Change(Action<Dictionary<string, SimulatedNode>> change)
    {
        change(Entries);
        _unsyncedChanges.Add(change);
    }

    public void SyncEntries()
    {
        _durableEntries = new(Entries);
        _unsyncedChanges.Clear();
    }

    public int Read(long offset, Span<byte> buffer)
    {
        int count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        _bytes.AsSpan((int)offset, count).CopyTo(buffer);
        return count;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        Extend(offset + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan((int)offset));
        MarkDirty(offset, bytes.Length);
    }

    public void Resize(long length)
    {
        if (length >= Length)
        {
            Extend(length);
            return;
        }

        _bytes.AsSpan((int)length, (int)(Length - length)).Clear();
        MarkDirty(length, Length - length);
        Length = length;
    }

    public void Sync()
    {
        Grow(ref _durableBytes, Length);
        foreach (int sector in _dirtySectors)
        {
            CopySector(sector);
        }

        _durableLength = Length;
        _dirtySectors.Clear();
    }

    /// <summary>A failed sync: Linux shows the bytes as before, holds them for clean, and never writes them.</summary>
    public void LoseUnsynced() => _dirtySectors.Clear();

    /// <summary>Each unsynced sector and each unsynced change of a name survives or not, in any combination.</summary>
    public void LosePower(Random random, double survival)
    {
        IsLocked = false;
        if (IsDirectory)
        {
            foreach (Action<Dictionary<string, SimulatedNode>> change in _unsyncedChanges)
            {
                if (random.NextDouble() < survival)
                {
                    change(_durableEntries);
                }
            }

            Entries = new(_durableEntries);
            _unsyncedChanges.Clear();
            return;
        }

        if (random.NextDouble() < survival)
        {
            _durableLength = Length;
        }

        Grow(ref _durableBytes, Math.Max(Length, _durableLength));
        Grow(ref _bytes, Math.Max(Length, _durableLength));
        foreach (int sector in _dirtySectors.Order())
        {
            if (random.NextDouble() < survival)
            {
                CopySector(sector);
            }
        }

        _dirtySectors.Clear();
        Length = _durableLength;
        _bytes = _durableBytes.AsSpan(0, (int)Length).ToArray();
        _durableBytes = _bytes.ToArray();
    }

    private void Extend(long length)
    {
        if (length > Length)
        {
            Grow(ref _bytes, length);
            Length = length;
        }
    }

    private void MarkDirty(long offset, long count)
    {
        for (long sector = offset / SectorSize; sector * SectorSize < offset + count; sector++)
        {
            _dirtySectors.Add((int)sector);
        }
    }

    private void CopySector(int sector)
    {
        int start = sector * SectorSize;
        int count = Math.Min(SectorSize, Math.Min(_bytes.Length, _durableBytes.Length) - start);
        if (count > 0)
        {
            _bytes.AsSpan(start, count).CopyTo(_durableBytes.AsSpan(start));
        }
    }

    private static void Grow(ref byte[] bytes, long length)
    {
        if (bytes.Length < length)
        {
            // Whole sectors, so that a sector can be copied whatever the lengths are.
            Array.Resize(ref bytes, (int)Math.Max((length + SectorSize - 1) / SectorSize * SectorSize, Math.Min(bytes.Length * 2L, 1 << 26)));
        }
    }
}

using Vectorizer.Storage.Files;

namespace Vectorizer.Storage.Tests.Simulation;

/// <summary>A disk in memory that forgets what was not synced when its power goes, and fails when it is told to.</summary>
/// <remarks>
/// Harsher than any real one: unsynced sectors of 512 bytes and unsynced names survive in any combination, and a file's
/// sync does nothing for its name. Not for several threads, except for <see cref="Inject"/> that blocks.
/// </remarks>
internal sealed class SimulatedDisk(Random random) : IDisk
{
    private readonly SimulatedNode _root = new(isDirectory: true);
    private readonly Lock _lock = new();
    private int _generation;

    /// <summary>May return the error with which a call fails. Called with the operation and the path.</summary>
    public Func<string, string, DiskError?>? Inject { get; set; }

    /// <summary>After so many more changes of the disk the power goes, in the middle of a write if it is one.</summary>
    public int? PowerFailsIn { get; set; }

    public bool IsDown { get; private set; }

    public long FreeBytes { get; set; } = long.MaxValue;

    public long TotalBytes { get; set; } = long.MaxValue;

    public bool IsVolatile { get; set; }

    public int Syncs { get; private set; }

    /// <summary>The process is killed: its handles and locks are gone, what it handed over is not.</summary>
    public void Kill()
    {
        _generation++;
        Unlock(_root);
    }

    /// <summary>The power goes and comes back.</summary>
    public void LosePower()
    {
        Kill();
        double survival = random.Next(4) switch
        {
            0 => 0,
            1 => 1,
            _ => random.NextDouble(),
        };
        LosePower(_root, survival);
        IsDown = false;
        PowerFailsIn = null;
    }

    public IDiskFile Open(string path, DiskAccess access)
    {
        lock (_lock)
        {
            if (access == DiskAccess.CreateNew)
            {
                Changing("create", path);
                (SimulatedNode parent, string name) = Parent(path);
                if (parent.Entries.ContainsKey(name))
                {
                    throw Fail("create", path, DiskError.Exists);
                }

                SimulatedNode created = new(isDirectory: false);
                parent.Change(entries => entries[name] = created);
                return new SimulatedFile(this, path, created, _generation);
            }

            Check("open", path);
            return new SimulatedFile(this, path, FindFile("open", path), _generation);
        }
    }

    public IDiskFile? TryLock(string path)
    {
        lock (_lock)
        {
            (SimulatedNode parent, string name) = Parent(path);
            if (!parent.Entries.ContainsKey(name))
            {
                Open(path, DiskAccess.CreateNew).Dispose();
            }

            SimulatedNode node = FindFile("lock", path);
            if (node.IsLocked)
            {
                return null;
            }

            node.IsLocked = true;
            return new SimulatedFile(this, path, node, _generation) { HoldsLock = true };
        }
    }

    public void CreateDirectory(string path)
    {
        lock (_lock)
        {
            Changing("create directory", path);
            (SimulatedNode parent, string name) = Parent(path);
            if (!parent.Entries.ContainsKey(name))
            {
                SimulatedNode created = new(isDirectory: true);
                parent.Change(entries => entries[name] = created);
            }
        }
    }

    public void SyncDirectory(string path)
    {
        lock (_lock)
        {
            Changing("sync directory", path);
            Syncs++;
            FindDirectory("sync directory", path).SyncEntries();
        }
    }

    public void Rename(string from, string to)
    {
        lock (_lock)
        {
            Changing("rename", from);
            (SimulatedNode parent, string name) = Parent(from);
            (SimulatedNode target, string newName) = Parent(to);
            Assert.Same(parent, target);
            SimulatedNode node = parent.Entries.GetValueOrDefault(name) ?? throw Fail("rename", from, DiskError.NotFound);

            // One change: a crash shows the one name or the other.
            parent.Change(entries =>
            {
                entries.Remove(name);
                entries[newName] = node;
            });
        }
    }

    public void DeleteFile(string path)
    {
        lock (_lock)
        {
            Changing("delete", path);
            FindFile("delete", path);
            (SimulatedNode parent, string name) = Parent(path);
            parent.Change(entries => entries.Remove(name));
        }
    }

    public void DeleteDirectory(string path)
    {
        lock (_lock)
        {
            Changing("delete directory", path);
            Assert.Empty(FindDirectory("delete directory", path).Entries);
            (SimulatedNode parent, string name) = Parent(path);
            parent.Change(entries => entries.Remove(name));
        }
    }

    public IReadOnlyList<DiskEntry>? TryList(string path)
    {
        lock (_lock)
        {
            Check("list", path);
            return Find(path) is { IsDirectory: true } directory
                ? [.. directory.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => new DiskEntry(entry.Key, entry.Value.IsDirectory))]
                : null;
        }
    }

    public VolumeInfo Describe(string path) => new(IsVolatile ? "tmpfs" : "simulated", IsVolatile, FreeBytes, TotalBytes);

    public bool ReportsFailedSync() => true;

    internal void Check(string operation, string path)
    {
        if (IsDown)
        {
            throw new PowerFailureException();
        }

        if (Inject?.Invoke(operation, path) is { } error)
        {
            throw Fail(operation, path, error);
        }
    }

    /// <returns>Whether the power goes during this change.</returns>
    internal bool FailsNow()
    {
        if (PowerFailsIn is not { } left)
        {
            return false;
        }

        PowerFailsIn = left - 1;
        return left <= 0;
    }

    internal PowerFailureException GoDown()
    {
        IsDown = true;
        return new PowerFailureException();
    }

    internal static DiskException Fail(string operation, string path, DiskError error)
        => new(operation, path, error, error == DiskError.DiskFull ? "ENOSPC" : $"injected {error}");

    private void Changing(string operation, string path)
    {
        Check(operation, path);
        if (FailsNow())
        {
            throw GoDown();
        }
    }

    private SimulatedNode? Find(string path)
    {
        SimulatedNode? node = _root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            node = node?.Entries.GetValueOrDefault(name);
        }

        return node;
    }

    private SimulatedNode FindFile(string operation, string path)
        => Find(path) is { IsDirectory: false } file ? file : throw Fail(operation, path, DiskError.NotFound);

    private SimulatedNode FindDirectory(string operation, string path)
        => Find(path) is { IsDirectory: true } directory ? directory : throw Fail(operation, path, DiskError.NotFound);

    private (SimulatedNode Parent, string Name) Parent(string path)
    {
        int slash = path.LastIndexOf('/');
        return (FindDirectory("open", path[..slash]), path[(slash + 1)..]);
    }

    private static void Unlock(SimulatedNode node)
    {
        node.IsLocked = false;
        foreach (SimulatedNode child in node.Entries.Values)
        {
            Unlock(child);
        }
    }

    private void LosePower(SimulatedNode node, double survival)
    {
        node.LosePower(random, survival);
        foreach (SimulatedNode child in node.Entries.Values)
        {
            LosePower(child, survival);
        }
    }

    private sealed class SimulatedFile(SimulatedDisk disk, string path, SimulatedNode node, int generation) : IDiskFile
    {
        public bool HoldsLock { get; init; }

        public string Path => path;

        public long Length
        {
            get
            {
                Check("measure");
                return node.Length;
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            lock (disk._lock)
            {
                Check("read");
                return node.Read(offset, buffer);
            }
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            lock (disk._lock)
            {
                try
                {
                    Check("write");
                }
                catch (DiskException)
                {
                    // A failed write may leave any part of its bytes.
                    node.Write(offset, bytes[..disk.Part(bytes.Length)]);
                    throw;
                }

                if (disk.FailsNow())
                {
                    node.Write(offset, bytes[..disk.Part(bytes.Length)]);
                    throw disk.GoDown();
                }

                node.Write(offset, bytes);
            }
        }

        public void Sync()
        {
            // Not under the lock: a test may hold a sync up.
            try
            {
                Check("sync");
            }
            catch (DiskException)
            {
                node.LoseUnsynced();
                throw;
            }

            lock (disk._lock)
            {
                disk.Syncs++;
                if (disk.FailsNow())
                {
                    throw disk.GoDown();
                }

                node.Sync();
            }
        }

        public void Truncate(long length)
        {
            lock (disk._lock)
            {
                Change("truncate");
                node.Resize(length);
            }
        }

        public bool Preallocate(long length)
        {
            lock (disk._lock)
            {
                Change("preallocate");
                node.Resize(Math.Max(length, node.Length));
                return true;
            }
        }

        public void Dispose()
        {
            if (HoldsLock && generation == disk._generation)
            {
                node.IsLocked = false;
            }
        }

        private void Check(string operation)
        {
            Assert.Equal(disk._generation, generation);
            disk.Check(operation, path);
        }

        private void Change(string operation)
        {
            Check(operation);
            if (disk.FailsNow())
            {
                throw disk.GoDown();
            }
        }
    }

    private int Part(int length) => random.Next(length + 1);
}

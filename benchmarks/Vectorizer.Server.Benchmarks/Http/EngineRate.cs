using System.Diagnostics;
using Vectorizer.Engine.Benchmarks.DataSets;
using Vectorizer.Engine.Segments;
using Vectorizer.Storage.Snapshots;

namespace Vectorizer.Server.Benchmarks.Http;

/// <summary>The server's own segment, loaded from its snapshot, and searched without a server around it.</summary>
internal sealed class EngineRate : IDisposable
{
    private readonly SegmentIndex _index;
    private readonly DataSet _data;
    private readonly int _ef;

    /// <param name="dataDirectory">Of a server that has saved the words into one segment.</param>
    /// <param name="collectionId">Internal id of the collection.</param>
    /// <param name="data">The queries.</param>
    /// <param name="ef">Candidates weighed.</param>
    public EngineRate(string dataDirectory, long collectionId, DataSet data, int ef)
    {
        string newest = Directory.GetFiles(
            Path.Combine(dataDirectory, "segments", $"{collectionId}", "0", "snapshots"), "segment.snapshot", SearchOption.AllDirectories).Max()!;
        using SnapshotReader reader = SnapshotReader.Open(new SnapshotFile(newest));
        _index = reader.Load(
            reader.Fields, [], compression: null, memoryChanged: null, rowFiles: null, (count, body) => Parallel.For(0, count, body), CancellationToken.None);
        _data = data;
        _ef = ef;
    }

    /// <summary>Points in the segment.</summary>
    public int Points => _index.PointCount;

    /// <summary>Queries a second on as many threads as there are cores, each with a reader of its own, as the server has.</summary>
    public double Measure(TimeSpan length)
    {
        long asked = 0;
        long startedAt = Stopwatch.GetTimestamp();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => new Thread(() =>
        {
            long count = 0;
            for (int query = number; Stopwatch.GetElapsedTime(startedAt) < length; query++, count++)
            {
                using SegmentReader reader = _index.OpenReader();
                reader.Search(0, _data.Query(query % _data.QueryCount), DataSet.Neighbors, _ef, CancellationToken.None);
            }

            Interlocked.Add(ref asked, count);
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return asked / Stopwatch.GetElapsedTime(startedAt).TotalSeconds;
    }

    public void Dispose() => _index.Dispose();

    private sealed class SnapshotFile(string path) : ISnapshotFile
    {
        private readonly Microsoft.Win32.SafeHandles.SafeFileHandle _handle = File.OpenHandle(path);

        public string Path => path;

        public long Length => RandomAccess.GetLength(_handle);

        public int Read(long offset, Span<byte> buffer)
        {
            int done = 0;
            while (done < buffer.Length && RandomAccess.Read(_handle, buffer[done..], offset + done) is > 0 and var read)
            {
                done += read;
            }

            return done;
        }

        public void Dispose() => _handle.Dispose();
    }
}

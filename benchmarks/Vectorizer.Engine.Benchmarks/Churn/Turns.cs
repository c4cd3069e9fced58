using System.Diagnostics;
using Vectorizer.Engine.Segments;

namespace Vectorizer.Engine.Benchmarks.Churn;

/// <summary>The steps of repairs between two writes, once enough is dead: as long as the write before took, as in a silo.</summary>
internal sealed class Turns(SegmentIndex index, double deadPart, ParallelFor run)
{
    private readonly List<TimeSpan> _steps = [];

    public int Rounds { get; private set; }

    public int Steps => _steps.Count;

    public TimeSpan Time { get; private set; }

    public TimeSpan LongestStep => _steps.Max();

    public TimeSpan MedianStep => _steps.Order().ElementAt(_steps.Count / 2);

    public long MostBytes { get; private set; }

    /// <summary>A write has been applied.</summary>
    public void Next(TimeSpan write)
    {
        MostBytes = Math.Max(MostBytes, index.MemoryUse.Total);
        TimeSpan end = Time + write;
        while (Time < end && (index.IsRepairing || index.DeletedCount > index.PointCount * deadPart)
            && Step() == RepairProgress.Working)
        {
            // Each is short, so that several segments share the threads.
        }
    }

    /// <summary>Repairs until nothing is dead.</summary>
    public void Finish()
    {
        while (index.DeletedCount > 0 || index.IsRepairing)
        {
            Step();
        }
    }

    private RepairProgress Step()
    {
        var watch = Stopwatch.StartNew();
        RepairProgress progress = index.Repair(run);
        if (progress != RepairProgress.Waiting)
        {
            _steps.Add(watch.Elapsed);
            Time += watch.Elapsed;
        }

        Rounds += progress == RepairProgress.Done ? 1 : 0;
        return progress;
    }
}
